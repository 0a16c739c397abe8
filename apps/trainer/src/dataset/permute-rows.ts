/**
 * Reorders equally long rows in place: afterwards row i holds what row `order[i]` held.
 *
 * In place, because the rows may fill half of the memory.
 *
 * @param rows Shape [n, length].
 * @param order A permutation of 0 to n - 1.
 */
export function permuteRows(rows: Uint8Array, order: Int32Array, length: number): void {
  const isDone = new Uint8Array(order.length);
  const held = new Uint8Array(length);
  for (let start = 0; start < order.length; start++) {
    if (isDone[start] || order[start] === start) continue;
    held.set(rows.subarray(start * length, (start + 1) * length));
    let target = start;
    for (;;) {
      isDone[target] = 1;
      const from = order[target]!;
      if (from === start) break;
      rows.copyWithin(target * length, from * length, (from + 1) * length);
      target = from;
    }
    rows.set(held, target * length);
  }
}
