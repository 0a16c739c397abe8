import type { DoubleMatrix } from "./feature-matrix.ts";
import type { Objective } from "./lbfgs.ts";
import { addPanelProducts } from "./panel-products.ts";
import { transpose } from "./transpose.ts";

/**
 * Replaces scores, shape [rows, outputs], by the derivative of the loss with respect to each of them.
 *
 * @returns The loss, summed over the rows.
 */
export type RowLoss = (scores: Float64Array) => number;

/**
 * The loss of linear scores, summed over the rows, plus ½ penalty Σ w².
 *
 * The unknowns are one block per output: its weights, then its bias, shape [outputs, columns + 1].
 * The bias is not penalised.
 */
export function linearObjective(
  { data, rows, columns }: DoubleMatrix,
  outputs: number,
  loss: RowLoss,
): (penalty: number) => Objective {
  const length = columns + 1;
  // A column of ones makes the bias a weight like the others; both orders make each pass contiguous.
  const byRow = { data: new Float64Array(rows * length).fill(1), rows, length };
  for (let i = 0; i < rows; i++) {
    byRow.data.set(data.subarray(i * columns, (i + 1) * columns), i * length);
  }
  const byColumn = { data: transpose(byRow.data, length), rows: length, length: rows };

  return (penalty) => (x, gradient) => {
    const ofOutputs = new Float64Array(outputs * rows);
    addPanelProducts({ data: x, rows: outputs, length }, byRow, { products: ofOutputs });
    const errors = transpose(ofOutputs, rows);
    let value = loss(errors);
    for (let at = 0; at < x.length; at++) {
      const weight = (at + 1) % length === 0 ? 0 : x[at]!;
      value += 0.5 * penalty * weight * weight;
      gradient[at] = penalty * weight;
    }
    const byOutput = { data: transpose(errors, outputs), rows: outputs, length: rows };
    addPanelProducts(byOutput, byColumn, { products: gradient });
    return value;
  };
}
