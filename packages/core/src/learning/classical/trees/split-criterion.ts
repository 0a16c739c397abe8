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
