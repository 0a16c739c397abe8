import { checkColumns, type FeatureMatrix } from "./feature-matrix.ts";
import { addPanelProducts, type Panel } from "./panel-products.ts";

/** Columns that are multiplied at a time, so that the rows in use stay in the processor's cache. */
const CHUNK = 512;

/**
 * Inner products of the rows of two matrices, a · bᵀ.
 *
 * @param a Shape [m, d].
 * @param b Shape [n, d].
 * @returns Shape [m, n], row-major.
 * @throws {AppError} SHAPE_MISMATCH.
 */
export function crossProducts(a: FeatureMatrix, b: FeatureMatrix): Float64Array {
  checkColumns(a, b.columns);
  const products = new Float64Array(a.rows * b.rows);
  for (let start = 0; start < a.columns; start += CHUNK) {
    addPanelProducts(panelOf(a, start), panelOf(b, start), { products });
  }
  return products;
}

/**
 * Inner products of the rows of a matrix with one another, a · aᵀ.
 *
 * @param a Shape [n, d].
 * @returns Shape [n, n], symmetric to the last bit.
 */
export function gram(a: FeatureMatrix): Float64Array {
  const n = a.rows;
  const products = new Float64Array(n * n);
  for (let start = 0; start < a.columns; start += CHUNK) {
    const panel = panelOf(a, start);
    addPanelProducts(panel, panel, { products, onlyLower: true });
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) products[j * n + i] = products[i * n + j]!;
  }
  return products;
}

/** Up to `CHUNK` columns from `start` on, as doubles. */
function panelOf({ data, rows, columns }: FeatureMatrix, start: number): Panel {
  const length = Math.min(CHUNK, columns - start);
  const packed = new Float64Array(rows * length);
  for (let row = 0; row < rows; row++) {
    const from = row * columns + start;
    packed.set(data.subarray(from, from + length), row * length);
  }
  return { data: packed, rows, length };
}
