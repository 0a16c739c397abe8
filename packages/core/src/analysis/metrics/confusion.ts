import { checkLabelPairs, type Labels } from "./labels.ts";

export interface ConfusionMatrix {
  /** `counts[i][j]`: examples of class i that were taken for class j. */
  readonly counts: number[][];
}

/**
 * Counts of true class (rows) by predicted class (columns).
 *
 * @param truth Shape [n].
 * @param predicted Shape [n], in the same order.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or LABEL_OUT_OF_RANGE.
 */
export function confusionMatrix(
  truth: Labels,
  predicted: Labels,
  numClasses: number,
): ConfusionMatrix {
  checkLabelPairs(truth, predicted, numClasses);
  const counts = Array.from({ length: numClasses }, () => Array<number>(numClasses).fill(0));
  for (let i = 0; i < truth.length; i++) counts[truth[i]!]![predicted[i]!]! += 1;
  return { counts };
}

/** Examples of one class that were taken for another. */
export interface Confusion {
  readonly truth: number;
  readonly predicted: number;
  readonly count: number;
}

type Counts = readonly (readonly number[])[];

/** The confusions that occur, the most frequent first; equal ones in the order of their classes. */
export function topConfusions(counts: Counts): Confusion[] {
  return counts
    .flatMap((row, truth) =>
      row.flatMap((count, predicted) =>
        truth === predicted || count === 0 ? [] : { truth, predicted, count },
      ),
    )
    .sort((a, b) => b.count - a.count);
}

/**
 * The confusion matrix of some of the classes: examples of another class, or taken for one, are left out.
 *
 * @param classes Class numbers, in the order wanted.
 * @returns Shape [classes.length, classes.length].
 */
export function restrictConfusion(counts: Counts, classes: readonly number[]): number[][] {
  return classes.map((i) => classes.map((j) => counts[i]?.[j] ?? 0));
}

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

/**
 * A score of one class against all others; null where its denominator is 0.
 *
 * All are fractions in [0, 1] but the Matthews correlation, which is in [-1, 1].
 */
export type ClassScore = (counts: ClassCounts) => number | null;

/** Of the examples taken for this class, the fraction that is of it. */
export const precision: ClassScore = (c) =>
  ratio(c.truePositives, c.truePositives + c.falsePositives);

/** Of the examples of this class, the fraction that was recognised. */
export const recall: ClassScore = (c) => ratio(c.truePositives, c.truePositives + c.falseNegatives);

/** Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN). */
export const f1Score: ClassScore = (c) =>
  ratio(2 * c.truePositives, 2 * c.truePositives + c.falsePositives + c.falseNegatives);

/** Of the examples of other classes, the fraction that was not taken for this one. */
export const specificity: ClassScore = (c) =>
  ratio(c.trueNegatives, c.trueNegatives + c.falsePositives);

export const falsePositiveRate: ClassScore = (c) =>
  ratio(c.falsePositives, c.trueNegatives + c.falsePositives);

export const falseNegativeRate: ClassScore = (c) =>
  ratio(c.falseNegatives, c.truePositives + c.falseNegatives);

export const falseDiscoveryRate: ClassScore = (c) =>
  ratio(c.falsePositives, c.truePositives + c.falsePositives);

export const negativePredictiveValue: ClassScore = (c) =>
  ratio(c.trueNegatives, c.trueNegatives + c.falseNegatives);

/** Correlation between belonging to the class and being taken for it: Matthews 1975. */
export const matthewsOfClass: ClassScore = (c) => {
  const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = c;
  return ratio(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)));
};

/** `part / whole`; null, not 0, where there is no whole. */
export function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

/**
 * Plain mean over the classes whose score is defined ("macro").
 *
 * @param scores Shape [numClasses].
 * @returns Null if no class has a score. Equals scikit-learn's `average="macro"` with
 *   `zero_division=nan`.
 */
export function macroAverage(scores: readonly (number | null)[]): number | null {
  return weightedAverage(
    scores,
    scores.map(() => 1),
  );
}

/**
 * Mean over the classes whose score is defined, each weighted by its number of examples.
 *
 * @param scores Shape [numClasses].
 * @param weights Shape [numClasses], 0 or above.
 * @returns Null if no class has a score and a weight.
 */
export function weightedAverage(
  scores: readonly (number | null)[],
  weights: readonly number[],
): number | null {
  let [sum, weight] = [0, 0];
  for (const [k, score] of scores.entries()) {
    if (score === null) continue;
    sum += weights[k]! * score;
    weight += weights[k]!;
  }
  return weight === 0 ? null : sum / weight;
}

/**
 * Cohen's kappa: how much of the agreement beyond chance there is, (po - pe) / (1 - pe) with
 * po the accuracy and pe = Σ_k (row_k / N)(column_k / N).
 *
 * @param counts Shape [numClasses, numClasses]: true class by predicted class.
 * @returns At most 1; 0 is chance; null where chance alone agrees always.
 * @see Cohen 1960, doi:10.1177/001316446002000104.
 */
export function cohenKappa(counts: readonly (readonly number[])[]): number | null {
  return beyondChance(counts, (row, column) => row * column);
}

/**
 * Scott's pi: as Cohen's kappa, but with the chance of both having one distribution,
 * pe = Σ_k ((row_k + column_k) / 2N)².
 *
 * @param counts Shape [numClasses, numClasses]: true class by predicted class.
 * @returns At most 1; null where chance alone agrees always.
 * @see Scott 1955, doi:10.1086/266577.
 */
export function scottPi(counts: readonly (readonly number[])[]): number | null {
  return beyondChance(counts, (row, column) => ((row + column) / 2) ** 2);
}

function beyondChance(
  counts: readonly (readonly number[])[],
  chanceOf: (row: number, column: number) => number,
): number | null {
  const { ofTruth, ofPrediction, total, hits } = marginals(counts);
  // Times N², so that the comparison with 0 is between whole numbers.
  const chance = ofTruth.reduce((sum, row, k) => sum + chanceOf(row, ofPrediction[k]!), 0);
  return ratio(hits * total - chance, total * total - chance);
}

/**
 * Matthews correlation over all classes (R_K).
 *
 * @param counts Shape [numClasses, numClasses]: true class by predicted class.
 * @returns In [-1, 1]; null where truth or prediction is one class throughout.
 * @see Gorodkin 2004, doi:10.1016/j.compbiolchem.2004.09.006.
 */
export function matthewsCorrelation(counts: readonly (readonly number[])[]): number | null {
  const { ofTruth, ofPrediction, total, hits } = marginals(counts);
  const cross = ofTruth.reduce((sum, row, k) => sum + row * ofPrediction[k]!, 0);
  const spread = (sums: number[]) => total * total - sums.reduce((sum, x) => sum + x * x, 0);
  return ratio(hits * total - cross, Math.sqrt(spread(ofTruth) * spread(ofPrediction)));
}
