/**
 * Probabilities from logits, row by row.
 *
 * @param logits Shape [n, numClasses], row-major.
 * @returns Shape [n, numClasses]; each row sums to 1.
 */
export function softmaxRows(logits: ArrayLike<number>, numClasses: number): Float64Array {
  const result = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += numClasses) {
    const row = result.subarray(start, start + numClasses);
    for (let k = 0; k < numClasses; k++) row[k] = logits[start + k]!;
    const largest = Math.max(...row);
    let sum = 0;
    for (let k = 0; k < numClasses; k++) sum += row[k] = Math.exp(row[k]! - largest);
    for (let k = 0; k < numClasses; k++) row[k]! /= sum;
  }
  return result;
}
