export type {
  Classifier,
  ClassifierParameters,
  LabelledFeatures,
  LinearMap,
} from "./classifier.ts";
export {
  type JobStep,
  planSearch,
  runSearchJob,
  type SearchPlan,
  type SearchStep,
  type Setting,
} from "./cross-validate.ts";
export { type FeatureMatrix, takeRows } from "./feature-matrix.ts";
export type { LinearClassifier } from "./linear-classifier.ts";
export { fitLogisticRegression, l2Path } from "./logistic-regression.ts";
export { fitNearestNeighbours, type NeighbourParameters } from "./nearest-neighbours.ts";
export type { FeatureSet, SearchInput } from "./search-input.ts";
export {
  type Choice,
  choose,
  fitSetting,
  type Selection,
  searchClassifier,
  selectClassifier,
} from "./select-classifier.ts";
export { softmaxRows } from "./softmax.ts";
export { fitStandardizer, onRawFeatures, type Standardizer, standardize } from "./standardizer.ts";
