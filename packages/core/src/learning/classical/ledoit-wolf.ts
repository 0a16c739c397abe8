import { gram } from "./products.ts";

/**
 * How far the covariance matrix of some rows is best drawn towards a multiple of the identity, so that
 * the expected squared error is least: (1 - shrinkage) S + shrinkage (tr S / columns) I.
 *
 * The squares of the entries of Xᵀ X sum to those of X Xᵀ, so no matrix of columns x columns is made.
 *
 * @param centred Rows less their mean, shape [rows, columns].
 * @returns In [0, 1]. Equals scikit-learn's `ledoit_wolf_shrinkage`.
 * @see Ledoit & Wolf 2004, doi:10.1016/S0047-259X(03)00096-4.
 */
export function ledoitWolfShrinkage(centred: Float64Array, rows: number): number {
  const columns = centred.length / rows;
  if (columns === 1) return 0;
  const products = gram({ data: centred, rows, columns });
  let [trace, ofSquares, squaredNorm] = [0, 0, 0];
  for (let i = 0; i < rows; i++) {
    const length = products[i * rows + i]!;
    trace += length / rows;
    ofSquares += length * length;
    for (let j = 0; j < rows; j++) squaredNorm += (products[i * rows + j]! / rows) ** 2;
  }
  const distance = (squaredNorm - (trace * trace) / columns) / columns;
  const noise = (ofSquares / rows - squaredNorm) / (columns * rows);
  return distance > 0 && noise > 0 ? Math.min(1, noise / distance) : 0;
}
