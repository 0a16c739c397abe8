export { drawSplit } from "./draw-split.ts";
export { type Part, type SplitInput, warnOfGaps } from "./split-input.ts";
export { stratifiedFolds } from "./stratified-folds.ts";
export { unitKeys } from "./units.ts";
