import type { DoubleMatrix } from "./feature-matrix.ts";
import type { Objective } from "./lbfgs.ts";
import { addPanelProducts } from "./panel-products.ts";
import { softmaxRows } from "./softmax.ts";

/**
 * Cross-entropy of softmax regression, summed over the rows, plus ½ penalty Σ w².
 *
 * The unknowns are one block per class: its weights, then its bias, shape [numClasses, columns + 1].
 * The bias is not penalised.
 */
export function softmaxObjective(
  features: DoubleMatrix,
  labels: Int32Array,
  numClasses: number,
): (penalty: number) => Objective {
  const { data, rows, columns } = features;
  const length = columns + 1;
  // A column of ones makes the bias a weight like the others; both orders make each pass contiguous.
  const byRow = { data: new Float64Array(rows * length).fill(1), rows, length };
  for (let i = 0; i < rows; i++) {
    byRow.data.set(data.subarray(i * columns, (i + 1) * columns), i * length);
  }
  const byColumn = { data: transpose(byRow.data, length), rows: length, length: rows };

  return (penalty) => (x, gradient) => {
    const ofClasses = new Float64Array(numClasses * rows);
    addPanelProducts({ data: x, rows: numClasses, length }, byRow, { products: ofClasses });
    const probabilities = transpose(ofClasses, rows);
    let value = softmaxRows(probabilities, numClasses, labels);
    for (let i = 0; i < rows; i++) probabilities[i * numClasses + labels[i]!]! -= 1;

    for (let at = 0; at < x.length; at++) {
      const weight = (at + 1) % length === 0 ? 0 : x[at]!;
      value += 0.5 * penalty * weight * weight;
      gradient[at] = penalty * weight;
    }
    const errors = { data: transpose(probabilities, numClasses), rows: numClasses, length: rows };
    addPanelProducts(errors, byColumn, { products: gradient });
    return value;
  };
}

/** From shape [n, columns] to [columns, n]. */
function transpose(matrix: Float64Array, columns: number): Float64Array {
  const rows = matrix.length / columns;
  const transposed = new Float64Array(matrix.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) transposed[j * rows + i] = matrix[i * columns + j]!;
  }
  return transposed;
}
