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
  // Weight and sum of the squared weights of the classes, on each side.
  let [rightWeight, rightSquares, leftWeight, leftSquares] = [0, 0, 0, 0];
  const count = (rows: Int32Array): void => {
    right.fill(0);
    for (const row of rows) right[labels[row]!]! += weights[row]!;
  };
  return {
    outputs: numClasses,
    begin(rows) {
      count(rows);
      left.fill(0);
      [rightWeight, rightSquares, leftWeight, leftSquares] = [0, 0, 0, 0];
      for (let k = 0; k < numClasses; k++) {
        rightWeight += right[k]!;
        rightSquares += right[k]! * right[k]!;
      }
    },
    move(row) {
      const k = labels[row]!;
      const weight = weights[row]!;
      rightSquares += weight * (weight - 2 * right[k]!);
      leftSquares += weight * (weight + 2 * left[k]!);
      right[k]! -= weight;
      left[k]! += weight;
      rightWeight -= weight;
      leftWeight += weight;
    },
    // Minus the impurity that is left, up to what does not depend on the split.
    score: () => leftSquares / leftWeight + rightSquares / rightWeight,
    isPure: () => rightSquares === rightWeight * rightWeight,
    leaf(rows) {
      count(rows);
      const total = right.reduce((a, b) => a + b, 0);
      return Array.from(right, (own) => own / total);
    },
  };
}

/** Squared error of a number. The leaf holds its mean. @param targets Shape [n]. */
export function squaredErrorCriterion(targets: Float64Array): SplitCriterion {
  let [rightCount, rightSum, leftCount, leftSum] = [0, 0, 0, 0];
  let isConstant = false;
  return {
    outputs: 1,
    begin(rows) {
      [rightCount, rightSum, leftCount, leftSum] = [rows.length, 0, 0, 0];
      isConstant = true;
      for (const row of rows) {
        rightSum += targets[row]!;
        if (targets[row] !== targets[rows[0]!]) isConstant = false;
      }
    },
    move(row) {
      const target = targets[row]!;
      rightCount -= 1;
      leftCount += 1;
      rightSum -= target;
      leftSum += target;
    },
    score: () => (leftSum * leftSum) / leftCount + (rightSum * rightSum) / rightCount,
    isPure: () => isConstant,
    leaf(rows) {
      let sum = 0;
      for (const row of rows) sum += targets[row]!;
      return [sum / rows.length];
    },
  };
}
