/**
 * The most probable class of each example; a tie goes to the lowest class number.
 *
 * @param probabilities Shape [n, numClasses], row-major.
 * @returns Shape [n].
 */
export function mostProbable(probabilities: ArrayLike<number>, numClasses: number): Int32Array {
  return Int32Array.from({ length: probabilities.length / numClasses }, (_, row) => {
    const start = row * numClasses;
    let best = 0;
    for (let k = 1; k < numClasses; k++) {
      if (probabilities[start + k]! > probabilities[start + best]!) best = k;
    }
    return best;
  });
}
