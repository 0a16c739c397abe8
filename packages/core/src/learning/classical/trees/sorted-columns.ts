import type { FeatureMatrix } from "../feature-matrix.ts";

/**
 * Features column after column as ranks, so that trees need not sort the whole set again. Trees read
 * columns here and there, so that what they wait for is memory: small integers are read much faster.
 */
export interface SortedColumns {
  readonly features: FeatureMatrix;
  /** Rank of each row's value among the different values of its column, shape [columns, rows]. */
  readonly ranks: Uint16Array | Uint32Array;
  /** Rows of each column, the lowest value first, of equal ones the lowest row; shape [columns, rows]. */
  readonly order: Uint16Array | Uint32Array;
}

export function sortColumns(features: FeatureMatrix): SortedColumns {
  const { data, rows, columns } = features;
  const size = rows * columns;
  const ranks = rows < 2 ** 16 ? new Uint16Array(size) : new Uint32Array(size);
  const order = rows < 2 ** 16 ? new Uint16Array(size) : new Uint32Array(size);
  const column = new Float64Array(rows);
  for (let j = 0; j < columns; j++) {
    for (let i = 0; i < rows; i++) column[i] = data[i * columns + j]!;
    const start = j * rows;
    const own = order.subarray(start, start + rows);
    for (let i = 0; i < rows; i++) own[i] = i;
    own.sort((a, b) => column[a]! - column[b]! || a - b);
    let rank = 0;
    for (let place = 0; place < rows; place++) {
      const row = own[place]!;
      if (place > 0 && column[row] !== column[own[place - 1]!]) rank += 1;
      ranks[start + row] = rank;
    }
  }
  return { features, ranks, order };
}

/**
 * Rows of a node by ascending value of one column.
 *
 * @param node.rows In ascending order.
 * @param node.isMember 1 for the rows of the node, shape [rows].
 * @param sorted Receives them.
 */
export function sortNode(
  { features, ranks, order }: SortedColumns,
  { column, rows, isMember }: { column: number; rows: Int32Array; isMember: Uint8Array },
  sorted: Int32Array,
): void {
  const total = features.rows;
  const start = column * total;
  const count = rows.length;
  if (count * count > 4 * total) {
    // Written where the next member belongs, and kept if it is one: a branch would often be guessed wrong.
    let filled = 0;
    for (let place = 0; place < total && filled < count; place++) {
      const row = order[start + place]!;
      sorted[filled] = row;
      filled += isMember[row]!;
    }
    return;
  }
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const rank = ranks[start + row]!;
    let place = i;
    for (; place > 0 && ranks[start + sorted[place - 1]!]! > rank; place--) {
      sorted[place] = sorted[place - 1]!;
    }
    sorted[place] = row;
  }
}
