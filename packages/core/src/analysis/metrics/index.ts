export { accuracy } from "./accuracy.ts";
export { adjustPriors, type ClassPriors } from "./adjust-priors.ts";
export { cohenKappa, matthewsCorrelation, scottPi } from "./agreement.ts";
export { brierScore } from "./brier-score.ts";
export { type ConfusionMatrix, confusionMatrix } from "./confusion-matrix.ts";
export { type Confusion, restrictConfusion, topConfusions } from "./confusions.ts";
export { type DecisionRule, decide, INDETERMINATE } from "./decide.ts";
export { type HistogramBin, unitHistogram } from "./histogram.ts";
export { findLabelErrors, type LabelError, type LabelVote } from "./label-errors.ts";
export type { Labels } from "./labels.ts";
export { logLoss, surprise } from "./log-loss.ts";
export { COMPARED_PROPERTIES, type ComparedProperty } from "./measure/compared-properties.ts";
export { type ClassIntervals, measureClassIntervals } from "./measure/measure-class-intervals.ts";
export {
  INTERVAL_NAMES,
  type IntervalOptions,
  type Intervals,
  measureDifferences,
  measureIntervals,
} from "./measure/measure-intervals.ts";
export type { MeasureOptions, Predictions } from "./measure/measure-options.ts";
export { checkPropertyName, measureRun } from "./measure/measure-run.ts";
export type { ConfusedExamples } from "./measure/properties/example-lists.ts";
export {
  describeProperty,
  type Measurements,
  PROPERTY_NAMES,
  type PropertyName,
  SCALAR_NAMES,
  type ScalarName,
} from "./measure/properties.ts";
export type { PropertyGroup, PropertyInfo, PropertyUnit } from "./measure/property.ts";
export { mostProbable } from "./most-probable.ts";
export { type ClassCounts, oneVsRest } from "./one-vs-rest.ts";
export {
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
} from "./precision-recall-curve.ts";
export { rankScores, type ScoreRanking } from "./rank-scores.ts";
export { type RejectionPoint, rejectionCurve } from "./rejection-curve.ts";
export { type ReliabilityBin, reliability } from "./reliability.ts";
export { areaUnderRoc, type RocCurve, rocCurve } from "./roc-curve.ts";
export { topAccuracy } from "./top-accuracy.ts";
