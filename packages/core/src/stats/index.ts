export { comparePair, type PairComparison, type PairInput } from "./compare-pair.ts";
export { holm } from "./holm.ts";
export { type JudgedPair, judgePairs } from "./judge-pairs.ts";
export { mcNemarExact } from "./mcnemar.ts";
export { type MeanInterval, meanInterval } from "./mean-interval.ts";
export { formatPValue, verdict } from "./verdict.ts";
export { type Interval, wilsonInterval } from "./wilson-interval.ts";
