export { type CohortPair, compareAll, type JudgedRun } from "./compare-all.ts";
export { comparePair, type PairComparison, type PairInput } from "./compare-pair.ts";
export { holm } from "./holm.ts";
export { mcNemarExact } from "./mcnemar.ts";
export { formatPValue, verdict } from "./verdict.ts";
export { type Interval, wilsonInterval } from "./wilson-interval.ts";
