import type { FeatureMatrix } from "../feature-matrix.ts";

/** Features column after column, each also sorted, so that trees need not sort the whole set again. */
export interface SortedColumns {
  readonly rows: number;
  readonly columns: number;
  /** Shape [columns, rows]. */
  readonly values: Float64Array;
  /** Rows of each column, the lowest value first, of equal ones the lowest row; shape [columns, rows]. */
  readonly order: Int32Array;
}

export function sortColumns({ data, rows, columns }: FeatureMatrix): SortedColumns {
  const values = new Float64Array(columns * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) values[j * rows + i] = data[i * columns + j]!;
  }
  const order = new Int32Array(columns * rows);
  for (let j = 0; j < columns; j++) {
    const column = values.subarray(j * rows, (j + 1) * rows);
    const own = order.subarray(j * rows, (j + 1) * rows);
    for (let i = 0; i < rows; i++) own[i] = i;
    own.sort((a, b) => column[a]! - column[b]! || a - b);
  }
  return { rows, columns, values, order };
}

/**
 * Rows of a node by ascending value of one column.
 *
 * @param node.rows In ascending order.
 * @param node.isMember 1 for the rows of the node, shape [rows].
 * @param sorted Receives them.
 */
export function sortNode(
  { rows: total, values, order }: SortedColumns,
  { column, rows, isMember }: { column: number; rows: Int32Array; isMember: Uint8Array },
  sorted: Int32Array,
): void {
  const start = column * total;
  const count = rows.length;
  if (count * count > 4 * total) {
    let filled = 0;
    for (let place = 0; place < total; place++) {
      const row = order[start + place]!;
      if (isMember[row]) sorted[filled++] = row;
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const value = values[start + row]!;
    let place = i;
    for (; place > 0 && values[start + sorted[place - 1]!]! > value; place--) {
      sorted[place] = sorted[place - 1]!;
    }
    sorted[place] = row;
  }
}
