export {
  type Classifier,
  type ClassifierParameters,
  type LabelledFeatures,
  type LinearMap,
} from "./classifier.ts";
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
export { dealInnerFolds } from "./folds.ts";
export {
  fitLogisticRegression,
  type LinearClassifier,
  l2Path,
  softmaxRows,
} from "./logistic-regression.ts";
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
