import { checkLabels } from "../../analysis/metrics/labels.ts";
import { AppError } from "../../contract/errors.ts";
import type { ClassifierKind } from "../../contract/method-config.ts";
import { checkMatrix, type FeatureMatrix } from "./feature-matrix.ts";

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
   * @throws {AppError} SHAPE_MISMATCH if the number of columns is another, OUT_OF_RANGE if a feature
   *   is infinite or no number.
   */
  predict(features: FeatureMatrix): Float64Array;
}

/** Feature vectors with their true classes. */
export interface LabelledFeatures {
  readonly features: FeatureMatrix;
  /** Shape [rows], each in [0, numClasses). */
  readonly labels: Int32Array;
  readonly numClasses: number;
  /** Name of each row's unit: rows of one name stay together in every inner division. */
  readonly keys?: readonly string[];
}

/**
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 */
export function checkLabelledFeatures(train: LabelledFeatures): void {
  const { features, labels, numClasses, keys } = train;
  checkMatrix(features);
  if (labels.length !== features.rows) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${features.rows} feature vectors, but ${labels.length} labels.`,
      hint: "Give one label per feature vector, in the same order.",
    });
  }
  if (keys && keys.length !== labels.length) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${labels.length} labels, but ${keys.length} keys.`,
      hint: "Give one key per training image, in the same order.",
    });
  }
  if (labels.length === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "There are no feature vectors to learn from.",
      hint: "Give at least one training image per class.",
    });
  }
  checkLabels(labels, numClasses);
}
