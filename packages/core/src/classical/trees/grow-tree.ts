import type { Rng } from "../../random/index.ts";
import { type SortedColumns, sortNode } from "./sorted-columns.ts";
import type { SplitCriterion } from "./split-criterion.ts";
import type { Tree } from "./tree.ts";

export interface TreeSettings {
  /** Splits from the root to a leaf, at most. */
  readonly maxDepth: number;
  /** Rows of a leaf, at least 1. */
  readonly minLeaf: number;
  /** Columns to look at for each split, drawn anew; all in their order if there are no more. */
  readonly columnsPerSplit: number;
}

interface GrowInput {
  readonly columns: SortedColumns;
  /** Rows to learn from, in ascending order. */
  readonly rows: Int32Array;
  readonly criterion: SplitCriterion;
  readonly rng: Rng;
}

/** A tree with the rows that it was grown from in its leaves. */
export interface GrownTree {
  readonly tree: Tree;
  /** Leaf and its rows. */
  readonly leaves: readonly { readonly node: number; readonly rows: Int32Array }[];
}

/**
 * A binary tree, each split the best one of the columns looked at; of equally good ones the first.
 * Thresholds lie halfway between two neighbouring values. Columns that are constant in a node do not
 * count as looked at.
 *
 * @see Breiman, Friedman, Olshen & Stone 1984, "Classification and Regression Trees". Equals
 *   scikit-learn's trees wherever no two splits of a node are equally good.
 */
export function growTree(input: GrowInput, settings: TreeSettings): GrownTree {
  const { columns, criterion } = input;
  const nodes = { column: [] as number[], threshold: [] as number[], low: [] as number[] };
  const values: number[] = [];
  const leaves: { node: number; rows: Int32Array }[] = [];
  const scratch = {
    isMember: new Uint8Array(columns.rows),
    sorted: new Int32Array(columns.rows),
    candidates: Int32Array.from({ length: columns.columns }, (_, j) => j),
  };
  const add = (): number => {
    nodes.threshold.push(0);
    nodes.low.push(-1);
    for (let k = 0; k < criterion.outputs; k++) values.push(0);
    return nodes.column.push(-1) - 1;
  };
  const waiting = [{ node: add(), rows: input.rows, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, rows, depth } = next;
    const split = depth < settings.maxDepth ? bestSplit({ ...input, rows }, settings, scratch) : null;
    if (!split) {
      leaves.push({ node, rows });
      for (const [k, value] of criterion.leaf(rows).entries()) {
        values[node * criterion.outputs + k] = value;
      }
      continue;
    }
    const own = columns.values.subarray(split.column * columns.rows);
    const below = rows.filter((row) => own[row]! <= split.threshold);
    const above = rows.filter((row) => !(own[row]! <= split.threshold));
    nodes.column[node] = split.column;
    nodes.threshold[node] = split.threshold;
    nodes.low[node] = add(); // the other one is the next
    waiting.push({ node: add(), rows: above, depth: depth + 1 });
    waiting.push({ node: nodes.low[node], rows: below, depth: depth + 1 });
  }
  const tree = {
    column: Int32Array.from(nodes.column),
    threshold: Float64Array.from(nodes.threshold),
    low: Int32Array.from(nodes.low),
    values: Float64Array.from(values),
    outputs: criterion.outputs,
  };
  return { tree, leaves };
}

interface Scratch {
  /** All zero between two splits. */
  readonly isMember: Uint8Array;
  readonly sorted: Int32Array;
  /** Every column once; their order is shuffled as they are drawn. */
  readonly candidates: Int32Array;
}

interface Split {
  readonly column: number;
  readonly threshold: number;
}

function bestSplit(
  { columns, rows, criterion, rng }: GrowInput,
  { minLeaf, columnsPerSplit }: TreeSettings,
  { isMember, sorted, candidates }: Scratch,
): Split | null {
  criterion.begin(rows);
  if (rows.length < 2 * minLeaf || criterion.isPure()) return null;
  for (const row of rows) isMember[row] = 1;
  const total = candidates.length;
  const drawAll = columnsPerSplit >= total;
  let best: Split | null = null;
  let highest = Number.NEGATIVE_INFINITY;
  let looked = 0;
  for (let drawn = 0; drawn < total && looked < columnsPerSplit; drawn++) {
    const pick = drawAll ? drawn : drawn + Math.floor(rng() * (total - drawn));
    const column = candidates[pick]!;
    candidates[pick] = candidates[drawn]!;
    candidates[drawn] = column;
    sortNode(columns, { column, rows, isMember }, sorted);
    const own = columns.values.subarray(column * columns.rows, (column + 1) * columns.rows);
    if (own[sorted[0]!] === own[sorted[rows.length - 1]!]) continue;
    looked += 1;
    criterion.begin(rows);
    for (let place = 0; place < rows.length - minLeaf; place++) {
      criterion.move(sorted[place]!);
      const value = own[sorted[place]!]!;
      const next = own[sorted[place + 1]!]!;
      if (place + 1 < minLeaf || value === next) continue;
      const score = criterion.score();
      if (!(score > highest)) continue;
      highest = score;
      const middle = value / 2 + next / 2;
      // Between two neighbouring doubles there is no middle.
      best = { column, threshold: middle < next ? middle : value };
    }
  }
  for (const row of rows) isMember[row] = 0;
  return best;
}
