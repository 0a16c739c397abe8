import type { ClassCounts } from "./one-vs-rest.ts";

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
