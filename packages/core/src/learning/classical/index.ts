export type { LabelledFeatures } from "./classifier.ts";
export {
  type FeatureSet,
  type JobStep,
  planSearch,
  runSearchJob,
  type SearchInput,
  type SearchPlan,
  type SearchStep,
  type Setting,
} from "./cross-validate.ts";
export { type FeatureMatrix, takeRows } from "./feature-matrix.ts";
export {
  type Classifier,
  type ClassifierParameters,
  classifierOf,
  type FittedModel,
  type LinearClassifier,
} from "./fitted-model.ts";
export { dealInnerFolds } from "./folds.ts";
export { type LinearMap, softmaxRows } from "./linear-map.ts";
export { fitLogisticRegression, l2Path } from "./logistic-regression.ts";
export { fitNearestNeighbours, type NeighbourParameters } from "./nearest-neighbours.ts";
export {
  type Choice,
  choose,
  fitSetting,
  type Selection,
  searchClassifier,
  selectClassifier,
} from "./select-classifier.ts";
export { fitStandardizer, onRawFeatures, type Standardizer, standardize } from "./standardizer.ts";
export type { Tree } from "./trees/tree.ts";
