/** Rows of doubles without gaps, shape [rows, length]. */
export interface Panel {
  readonly data: Float64Array;
  readonly rows: number;
  readonly length: number;
}

/**
 * Adds the inner product of every row of `a` with every row of `b` to `products`: the loop in which
 * a fit spends nearly all of its time.
 *
 * Two rows times four at once: the eight sums stay in registers, do not wait for one another, and
 * each number that is read is used more than once.
 *
 * @param a Shape [m, d].
 * @param b Shape [n, d].
 * @param out.products Shape [m, n], row-major.
 * @param out.onlyLower For a = b: leave out what lies above the diagonal, except near it.
 */
export function addPanelProducts(
  a: Panel,
  b: Panel,
  out: { products: Float64Array; onlyLower?: boolean },
): void {
  const { products } = out;
  const { length } = a;
  const left = a.data;
  const right = b.data;
  for (let j = 0; j < b.rows; j += 4) {
    // Beyond the last row the last one is read again, and what comes of it is not written.
    const b0 = j * length;
    const b1 = Math.min(j + 1, b.rows - 1) * length;
    const b2 = Math.min(j + 2, b.rows - 1) * length;
    const b3 = Math.min(j + 3, b.rows - 1) * length;
    for (let i = out.onlyLower ? j : 0; i < a.rows; i += 2) {
      const a0 = i * length;
      const a1 = Math.min(i + 1, a.rows - 1) * length;
      let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let c = 0; c < length; c++) {
        const x0 = left[a0 + c]!;
        const x1 = left[a1 + c]!;
        const y0 = right[b0 + c]!;
        const y1 = right[b1 + c]!;
        const y2 = right[b2 + c]!;
        const y3 = right[b3 + c]!;
        s00 += x0 * y0;
        s01 += x0 * y1;
        s02 += x0 * y2;
        s03 += x0 * y3;
        s10 += x1 * y0;
        s11 += x1 * y1;
        s12 += x1 * y2;
        s13 += x1 * y3;
      }
      const within = b.rows - j;
      const row = i * b.rows + j;
      products[row]! += s00;
      if (within > 1) products[row + 1]! += s01;
      if (within > 2) products[row + 2]! += s02;
      if (within > 3) products[row + 3]! += s03;
      if (i + 1 === a.rows) continue;
      const next = row + b.rows;
      products[next]! += s10;
      if (within > 1) products[next + 1]! += s11;
      if (within > 2) products[next + 2]! += s12;
      if (within > 3) products[next + 3]! += s13;
    }
  }
}
