import { AppError } from "../../../contract/errors.ts";
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

/**
 * What a forest says of each row: the mean of the trees' leaves, with one tree's worth of probability
 * spread over all classes.
 *
 * @returns Shape [rows, numClasses].
 */
export function forestShares(
  trees: readonly Tree[],
  features: FeatureMatrix,
  numClasses: number,
): Float64Array {
  const sums = new Float64Array(features.rows * numClasses).fill(1 / numClasses);
  for (const tree of trees) {
    for (let row = 0; row < features.rows; row++) {
      const from = leafOf(tree, features, row) * numClasses;
      for (let k = 0; k < numClasses; k++) sums[row * numClasses + k]! += tree.values[from + k]!;
    }
  }
  return sums.map((sum) => sum / (trees.length + 1));
}

/**
 * Adds what the trees of a boosting round say, one tree per output.
 *
 * @param logits Shape [rows, outputs]; changed.
 */
export function roundLogits(
  trees: readonly Tree[],
  features: FeatureMatrix,
  logits: Float64Array,
): void {
  for (const [output, tree] of trees.entries()) {
    for (let row = 0; row < features.rows; row++) {
      logits[row * trees.length + output]! += tree.values[leafOf(tree, features, row)]!;
    }
  }
}

/** @throws {AppError} OUT_OF_RANGE. */
export function checkTreeCount(trees: number, minLeaf: number): void {
  for (const [what, value] of [
    ["trees", trees],
    ["rows in a leaf", minLeaf],
  ] as const) {
    if (Number.isInteger(value) && value >= 1) continue;
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `${value} ${what} are not possible.`,
      hint: "Give a whole number of at least 1.",
    });
  }
}

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

/**
 * What a split is judged by. The rows of a node start out to the right of the split and are moved to
 * the left one by one.
 */
export interface SplitCriterion {
  /** Numbers per leaf. */
  readonly outputs: number;
  /** Puts all rows of a node to the right. */
  begin(rows: Int32Array): void;
  move(row: number): void;
  /** How well both sides agree within themselves, the higher the better; comparable within a node. */
  score(): number;
  /** Whether the node has nothing left to tell apart; after `begin`. */
  isPure(): boolean;
  /** What a leaf of these rows says, shape [outputs]. */
  leaf(rows: Int32Array): number[];
}

/** Places in a criterion's running sums: an array of doubles, since captured numbers would be boxed. */
const LEFT = 0;
const RIGHT = 1;
const LEFT_SQUARES = 2;
const RIGHT_SQUARES = 3;

/**
 * Gini impurity of weighted classes. The leaf holds the shares of the classes.
 *
 * @param weights Of each row, such as how often it was drawn; shape [n].
 */
export function giniCriterion(
  { labels, numClasses }: { labels: Int32Array; numClasses: number },
  weights: Float64Array,
): SplitCriterion {
  const right = new Float64Array(numClasses);
  const left = new Float64Array(numClasses);
  // Weight, and sum of the squared weights of the classes, on each side.
  const sums = new Float64Array(4);
  const count = (rows: Int32Array): void => {
    right.fill(0);
    for (const row of rows) right[labels[row]!]! += weights[row]!;
  };
  return {
    outputs: numClasses,
    begin(rows) {
      count(rows);
      left.fill(0);
      sums.fill(0);
      for (let k = 0; k < numClasses; k++) {
        sums[RIGHT]! += right[k]!;
        sums[RIGHT_SQUARES]! += right[k]! * right[k]!;
      }
    },
    move(row) {
      const k = labels[row]!;
      const weight = weights[row]!;
      sums[RIGHT_SQUARES]! += weight * (weight - 2 * right[k]!);
      sums[LEFT_SQUARES]! += weight * (weight + 2 * left[k]!);
      right[k]! -= weight;
      left[k]! += weight;
      sums[RIGHT]! -= weight;
      sums[LEFT]! += weight;
    },
    // Minus the impurity that is left, up to what does not depend on the split.
    score: () => sums[LEFT_SQUARES]! / sums[LEFT]! + sums[RIGHT_SQUARES]! / sums[RIGHT]!,
    isPure: () => sums[RIGHT_SQUARES] === sums[RIGHT]! * sums[RIGHT]!,
    leaf(rows) {
      count(rows);
      const total = right.reduce((a, b) => a + b, 0);
      return Array.from(right, (own) => own / total);
    },
  };
}

/** Squared error of a number. The leaf holds its mean. @param targets Shape [n]. */
export function squaredErrorCriterion(targets: Float64Array): SplitCriterion {
  const sums = new Float64Array(2);
  const counts = new Int32Array(2);
  let isConstant = false;
  return {
    outputs: 1,
    begin(rows) {
      sums.fill(0);
      counts.fill(0);
      counts[RIGHT] = rows.length;
      isConstant = true;
      for (const row of rows) {
        sums[RIGHT]! += targets[row]!;
        if (targets[row] !== targets[rows[0]!]) isConstant = false;
      }
    },
    move(row) {
      const target = targets[row]!;
      counts[RIGHT]! -= 1;
      counts[LEFT]! += 1;
      sums[RIGHT]! -= target;
      sums[LEFT]! += target;
    },
    score: () => sums[LEFT]! ** 2 / counts[LEFT]! + sums[RIGHT]! ** 2 / counts[RIGHT]!,
    isPure: () => isConstant,
    leaf(rows) {
      let sum = 0;
      for (const row of rows) sum += targets[row]!;
      return [sum / rows.length];
    },
  };
}
