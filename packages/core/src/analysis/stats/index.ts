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
  comparePair,
  type JudgedPair,
  judgePairs,
  type PairComparison,
  type PairInput,
  type RunComparison,
  type RunScore,
  verdict,
} from "./compare-pair.ts";
export { type ComparedAnswers, compareRuns, MAX_COMPARED } from "./compare-runs.ts";
export { normalQuantile } from "./distributions.ts";
export {
  type DiscordantCounts,
  type EstimatedShare,
  effectiveInterval,
  type Interval,
  pairedInterval,
  wilsonInterval,
} from "./intervals.ts";
export {
  type CochranQ,
  cochranQ,
  holm,
  holmSteps,
  mcNemarExact,
  SIGNIFICANT,
} from "./paired-tests.ts";
export { imagesNeeded, mcNemarPower, type TrueDifference } from "./power.ts";
