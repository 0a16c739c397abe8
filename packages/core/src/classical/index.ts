export type {
  Classifier,
  ClassifierParameters,
  LabelledFeatures,
  LinearMap,
} from "./classifier.ts";
export { type FeatureMatrix, takeRows } from "./feature-matrix.ts";
