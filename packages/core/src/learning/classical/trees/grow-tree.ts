import type { Rng } from "../../../analysis/random/index.ts";
import { type SortedColumns, type SplitCriterion, sortNode, type Tree } from "./tree.ts";

export interface TreeSettings {
  /** Splits from the root to a leaf, at most. */
  readonly maxDepth: number;
  /** Rows of a leaf, at least 1. */
  readonly minLeaf: number;
  /** Columns to look at, drawn for each split; all of them in order if there are no more. */
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
  const { features } = columns;
  const nodes = { column: [] as number[], threshold: [] as number[], low: [] as number[] };
  const values: number[] = [];
  const leaves: { node: number; rows: Int32Array }[] = [];
  const scratch = {
    isMember: new Uint8Array(features.rows),
    sorted: new Int32Array(features.rows),
    candidates: new Int32Array(features.columns),
  };
  for (let j = 0; j < features.columns; j++) scratch.candidates[j] = j;
  const add = (): number => {
    nodes.threshold.push(0);
    nodes.low.push(-1);
    for (let k = 0; k < criterion.outputs; k++) values.push(0);
    return nodes.column.push(-1) - 1;
  };
  const waiting = [{ node: add(), rows: input.rows, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, rows, depth } = next;
    const split =
      depth < settings.maxDepth ? bestSplit({ ...input, rows }, settings, scratch) : null;
    if (!split) {
      leaves.push({ node, rows });
      for (const [k, value] of criterion.leaf(rows).entries()) {
        values[node * criterion.outputs + k] = value;
      }
      continue;
    }
    const isBelow = (row: number) =>
      features.data[row * features.columns + split.column]! <= split.threshold;
    const below = rows.filter(isBelow);
    const above = rows.filter((row) => !isBelow(row));
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
  const { features, ranks } = columns;
  const total = candidates.length;
  const drawAll = columnsPerSplit >= total;
  const best = { column: -1, below: -1, above: -1, score: Number.NEGATIVE_INFINITY };
  let looked = 0;
  for (let drawn = 0; drawn < total && looked < columnsPerSplit; drawn++) {
    const pick = drawAll ? drawn : drawn + Math.floor(rng() * (total - drawn));
    const column = candidates[pick]!;
    candidates[pick] = candidates[drawn]!;
    candidates[drawn] = column;
    sortNode(columns, { column, rows, isMember }, sorted);
    const start = column * features.rows;
    const last = sorted[rows.length - 1]!;
    if (ranks[start + sorted[0]!] === ranks[start + last]) continue;
    looked += 1;
    criterion.begin(rows);
    for (let place = 0; place < rows.length - minLeaf; place++) {
      const row = sorted[place]!;
      const next = sorted[place + 1]!;
      criterion.move(row);
      if (place + 1 < minLeaf || ranks[start + row] === ranks[start + next]) continue;
      const score = criterion.score();
      if (!(score > best.score)) continue;
      best.score = score;
      best.column = column;
      best.below = row;
      best.above = next;
    }
  }
  for (const row of rows) isMember[row] = 0;
  if (best.column < 0) return null;
  const [below, above] = [best.below, best.above].map(
    (row) => features.data[row * features.columns + best.column]!,
  );
  const middle = below! / 2 + above! / 2;
  // Between two neighbouring doubles there is no middle.
  return { column: best.column, threshold: middle < above! ? middle : below! };
}

/** How many columns each split of a tree looks at: all of them, or as many as the root of their number. */
export type ColumnsPerSplit = "all" | "sqrt";

export function countColumns(rule: ColumnsPerSplit, columns: number): number {
  return rule === "all" ? columns : Math.max(1, Math.floor(Math.sqrt(columns)));
}
