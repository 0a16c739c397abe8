export {
  brierScore,
  type HistogramBin,
  logLoss,
  type RejectionPoint,
  type ReliabilityBin,
  rejectionCurve,
  reliability,
  surprise,
  unitHistogram,
} from "./calibration.ts";
export {
  type ClassCounts,
  type Confusion,
  type ConfusionMatrix,
  cohenKappa,
  confusionMatrix,
  matthewsCorrelation,
  oneVsRest,
  restrictConfusion,
  scottPi,
  topConfusions,
} from "./confusion.ts";
export {
  accuracy,
  adjustPriors,
  type ClassPriors,
  type DecisionRule,
  decide,
  INDETERMINATE,
  mostProbable,
  topAccuracy,
} from "./decisions.ts";
export { findLabelErrors, type LabelError, type LabelVote } from "./label-errors.ts";
export type { Labels } from "./labels.ts";
export type { ConfusedExamples } from "./measure/examples.ts";
export {
  type ClassIntervals,
  INTERVAL_NAMES,
  type IntervalOptions,
  type Intervals,
  measureClassIntervals,
  measureDifferences,
  measureIntervals,
} from "./measure/intervals.ts";
export { type MeasureOptions, type Predictions } from "./measure/measure-context.ts";
export {
  COMPARED_PROPERTIES,
  type ComparedProperty,
  checkPropertyName,
  describeProperty,
  type Measurements,
  measureRun,
  PROPERTY_NAMES,
  type PropertyName,
  SCALAR_NAMES,
  type ScalarName,
} from "./measure/measure-run.ts";
export type { PropertyGroup, PropertyInfo, PropertyUnit } from "./measure/property.ts";
export {
  areaUnderRoc,
  averagePrecision,
  type PrecisionRecallCurve,
  precisionRecallCurve,
  type RocCurve,
  rankScores,
  rocCurve,
  type ScoreRanking,
} from "./ranking.ts";
