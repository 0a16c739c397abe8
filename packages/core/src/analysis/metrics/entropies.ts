/**
 * Entropy -Σ_k p_k ln p_k of each example's distribution.
 *
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns Shape [n], in [0, ln(numClasses)] nats: 0 is certainty.
 */
export function entropies(probabilities: ArrayLike<number>, numClasses: number): Float64Array {
  const result = new Float64Array(probabilities.length / numClasses);
  for (let i = 0; i < result.length; i++) {
    let sum = 0;
    for (let k = 0; k < numClasses; k++) {
      const p = probabilities[i * numClasses + k]!;
      if (p > 0) sum -= p * Math.log(p);
    }
    result[i] = sum;
  }
  return result;
}
