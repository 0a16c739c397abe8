/**
 * Replaces each row of logits by its softmax, exp(z_k) / Σ exp(z_j), without overflow.
 *
 * @param logits Shape [n, numClasses], row-major; changed.
 * @returns Sum over the rows of ln Σ exp(z_j) - z_label, if labels are given: the cross-entropy.
 */
export function softmaxRows(logits: Float64Array, numClasses: number, labels?: Int32Array): number {
  let loss = 0;
  for (let start = 0; start < logits.length; start += numClasses) {
    let highest = logits[start]!;
    for (let k = 1; k < numClasses; k++) highest = Math.max(highest, logits[start + k]!);
    const own = labels === undefined ? highest : logits[start + labels[start / numClasses]!]!;
    let sum = 0;
    for (let k = 0; k < numClasses; k++) {
      const power = Math.exp(logits[start + k]! - highest);
      logits[start + k] = power;
      sum += power;
    }
    for (let k = 0; k < numClasses; k++) logits[start + k]! /= sum;
    loss += Math.log(sum) + highest - own;
  }
  return loss;
}
