/** One class against all others, in numbers of examples. */
export interface ClassCounts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
}

/**
 * The four counts of each class, from a confusion matrix.
 *
 * @param counts Shape [numClasses, numClasses]: true class by predicted class.
 * @returns Shape [numClasses].
 */
export function oneVsRest(counts: readonly (readonly number[])[]): ClassCounts[] {
  const { ofTruth, ofPrediction, total } = marginals(counts);
  return counts.map((row, k) => {
    const truePositives = row[k]!;
    const falseNegatives = ofTruth[k]! - truePositives;
    const falsePositives = ofPrediction[k]! - truePositives;
    const trueNegatives = total - truePositives - falseNegatives - falsePositives;
    return { truePositives, falsePositives, falseNegatives, trueNegatives };
  });
}

/** Sums of the rows and of the columns of a confusion matrix, shape [numClasses] each, and of all. */
export function marginals(counts: readonly (readonly number[])[]): {
  ofTruth: number[];
  ofPrediction: number[];
  total: number;
  /** Examples on the diagonal: those predicted right. */
  hits: number;
} {
  const ofTruth = counts.map(() => 0);
  const ofPrediction = counts.map(() => 0);
  let [total, hits] = [0, 0];
  for (const [i, row] of counts.entries()) {
    for (const [j, count] of row.entries()) {
      ofTruth[i]! += count;
      ofPrediction[j]! += count;
      total += count;
    }
    hits += row[i]!;
  }
  return { ofTruth, ofPrediction, total, hits };
}
