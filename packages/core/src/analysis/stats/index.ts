export {
  type CorrectedMean,
  compareOverSplits,
  correctedInterval,
  type ImageAnswers,
  judgeDifferences,
  type RepeatedSplits,
  type SplitAccuracies,
  type SplitComparison,
  type SplitDifferences,
  type SplitPair,
  samplingVariance,
  samplingVarianceOf,
} from "./compare-over-splits.ts";
export {
  type ComparedAnswers,
  comparePair,
  compareRuns,
  formatPValue,
  type JudgedPair,
  judgePairs,
  type PairComparison,
  type PairInput,
  type RunComparison,
  type RunScore,
  verdict,
} from "./compare-runs.ts";
export { normalQuantile } from "./distributions.ts";
export { type CochranQ, cochranQ, holm, holmSteps, mcNemarExact, SIGNIFICANT } from "./paired-tests.ts";
export { type DiscordantCounts, pairedInterval, type EstimatedShare, effectiveInterval, type Interval, wilsonInterval } from "./intervals.ts";
export { imagesNeeded, mcNemarPower, type TrueDifference } from "./power.ts";
