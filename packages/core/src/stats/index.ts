export { type BootstrapOptions, bootstrapInterval, bootstrapIntervals } from "./bootstrap.ts";
export { type CochranQ, cochranQ } from "./cochran-q.ts";
export {
  compareOverSplits,
  type SplitAccuracies,
  type SplitComparison,
} from "./compare-over-splits.ts";
export { comparePair, type PairComparison, type PairInput } from "./compare-pair.ts";
export {
  type ComparedAnswers,
  type ComparedPair,
  compareRuns,
  type RunComparison,
  type RunScore,
} from "./compare-runs.ts";
export {
  type CorrectedMean,
  correctedInterval,
  type RepeatedSplits,
} from "./corrected-interval.ts";
export { differenceInterval } from "./difference-interval.ts";
export { holm } from "./holm.ts";
export { type JudgedPair, judgePairs } from "./judge-pairs.ts";
export { mcNemarExact } from "./mcnemar.ts";
export { imagesNeeded, mcNemarPower, type TrueDifference } from "./power.ts";
export { formatPValue, verdict } from "./verdict.ts";
export { type Interval, wilsonInterval } from "./wilson-interval.ts";
