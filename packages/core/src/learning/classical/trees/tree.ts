import type { FeatureMatrix } from "../feature-matrix.ts";

/** A binary tree; node 0 is the root. */
export interface Tree {
  /** Column that a node looks at, -1 for a leaf; shape [nodes]. */
  readonly column: Int32Array;
  /** Rows with a value up to it go to `low`, the others to the node after; shape [nodes]. */
  readonly threshold: Float64Array;
  readonly low: Int32Array;
  /** What the leaves say, shape [nodes, outputs]. */
  readonly values: Float64Array;
  readonly outputs: number;
}

/** The leaf that a row ends in. */
export function leafOf(tree: Tree, { data, columns }: FeatureMatrix, row: number): number {
  let node = 0;
  for (let column = tree.column[0]!; column >= 0; column = tree.column[node]!) {
    const isLow = data[row * columns + column]! <= tree.threshold[node]!;
    node = tree.low[node]! + (isLow ? 0 : 1);
  }
  return node;
}
