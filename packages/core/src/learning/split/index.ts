export { warnOfGaps } from "./check-classes.ts";
export { drawSplit } from "./draw-split.ts";
export type { Part, SplitInput } from "./part.ts";
export { stratifiedFolds } from "./stratified-folds.ts";
export { unitKeys } from "./unit-keys.ts";
