import type { ScalarName } from "./properties.ts";

/** A single number by which classifiers are compared. */
export interface ComparedProperty {
  readonly name: ScalarName;
  readonly better: "higher" | "lower";
}

/** What is set side by side where classifiers are compared: the decisions first, then the probabilities. */
export const COMPARED_PROPERTIES: readonly ComparedProperty[] = [
  { name: "accuracy", better: "higher" },
  { name: "balancedAccuracy", better: "higher" },
  { name: "macroF1Score", better: "higher" },
  { name: "matthewsCorrelation", better: "higher" },
  { name: "macroAreaUnderROCCurve", better: "higher" },
  { name: "meanCrossEntropy", better: "lower" },
  { name: "brierScore", better: "lower" },
  { name: "expectedCalibrationError", better: "lower" },
];
