import type { ClassifierKind } from "../contract/method-config.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";

export type ClassifierParameters = Readonly<Record<string, number | string>>;

/** A linear map to logits: `features · weights + bias`. */
export interface LinearMap {
  /** Shape [columns, numClasses], row-major. */
  readonly weights: Float64Array;
  /** Shape [numClasses]. */
  readonly bias: Float64Array;
}

/** A fitted classifier of feature vectors. */
export interface Classifier {
  readonly kind: ClassifierKind;
  readonly parameters: ClassifierParameters;
  readonly numClasses: number;
  /** Length of the feature vectors it was fitted to. */
  readonly columns: number;
  /** The map whose softmax `predict` returns; null where the classifier is not linear. */
  readonly linear: LinearMap | null;
  /**
   * @param features Shape [n, columns].
   * @returns Probabilities, shape [n, numClasses], row-major, each row summing to 1.
   * @throws {AppError} SHAPE_MISMATCH if the number of columns is another.
   */
  predict(features: FeatureMatrix): Float64Array;
}

/** Feature vectors with their true classes. */
export interface LabelledFeatures {
  readonly features: FeatureMatrix;
  /** Shape [rows], each in [0, numClasses). */
  readonly labels: Int32Array;
  readonly numClasses: number;
}
