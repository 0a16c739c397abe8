export { type CochranQ, cochranQ } from "./cochran-q.ts";
export {
  compareOverSplits,
  judgeDifferences,
  type SplitAccuracies,
  type SplitComparison,
  type SplitDifferences,
  type SplitPair,
} from "./compare-over-splits.ts";
export { comparePair, type PairComparison, type PairInput } from "./compare-pair.ts";
export {
  type ComparedAnswers,
  compareRuns,
  type RunComparison,
  type RunScore,
} from "./compare-runs.ts";
export {
  type CorrectedMean,
  correctedInterval,
  type ImageAnswers,
  type RepeatedSplits,
  samplingVariance,
  samplingVarianceOf,
} from "./corrected-interval.ts";
export { normalQuantile } from "./distributions/normal-quantile.ts";
export { holm, holmSteps, SIGNIFICANT } from "./holm.ts";
export { type JudgedPair, judgePairs } from "./judge-pairs.ts";
export { mcNemarExact } from "./mcnemar.ts";
export { type DiscordantCounts, pairedInterval } from "./paired-interval.ts";
export { imagesNeeded, mcNemarPower, type TrueDifference } from "./power.ts";
export { formatPoints, formatPValue, verdict } from "./verdict.ts";
export {
  type EstimatedShare,
  effectiveInterval,
  type Interval,
  wilsonInterval,
} from "./wilson-interval.ts";
