import { checkLabels } from "../../analysis/metrics/labels.ts";
import { AppError } from "../../contract/errors.ts";
import type { ClassifierKind } from "../../contract/method-config.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { checkMatrix } from "./feature-matrix.ts";
import type { Classifier, ClassifierParameters } from "./fitted-model.ts";
import type { Coordinates } from "./linear-algebra.ts";
import type { SortedColumns } from "./trees/tree.ts";

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

/** The training data that settings are proposed for. */
interface TrainingShape {
  /** Rows of the smallest training set that the settings must work for. */
  readonly rows: number;
  readonly columns: number;
  readonly numClasses: number;
}

/**
 * A kind of classifier: the settings worth trying, and how to fit one. Features arrive standardised.
 *
 * The methods only ever receive settings from the family's own grid.
 */
export interface ClassifierFamily<P extends ClassifierParameters = ClassifierParameters> {
  readonly kind: ClassifierKind;
  /** Settings to try, the simplest first: of two equally good ones the earlier is taken. */
  grid(shape: TrainingShape): P[];
  /** The setting to take where there is nothing to choose it by. */
  usual(shape: TrainingShape): P;
  /**
   * Whether it matters how features are scaled against each other. Where it does, both scalings are
   * candidates; where it does not, one is enough.
   */
  readonly seesScale: boolean;
  /** @param seed An integer; the same seed gives the same classifier. */
  fit(train: LabelledFeatures, parameters: P, seed: number): Classifier;
  /**
   * What `fit(fold.train, parameters, fold.seed).predict(fold.held)` gives for each setting of the
   * grid, with what the settings have in common computed once. Of a machine that is fitted step by step
   * the last digits may be left out: these answers only rank settings.
   */
  predictGrid(fold: Fold, grid: readonly P[]): Float64Array[];
}

/** Rows to learn from and rows to predict, both standardised, with what several classifiers compute of them. */
export interface Fold {
  readonly train: LabelledFeatures;
  /** Shape [m, d]. */
  readonly held: FeatureMatrix;
  /** An integer, for what is drawn at random. */
  readonly seed: number;
  /**
   * The same rows in coordinates with the same inner products, which is all that a classifier needs
   * whose answer does not change when the space is turned. Computed when first asked for.
   *
   * A held row loses what lies outside the span of the training rows: to its inner products with
   * them that makes no difference.
   */
  readonly span: () => { readonly coordinates: Coordinates; readonly held: FeatureMatrix };
  /** The training rows as trees want them. Computed when first asked for. */
  readonly sorted: () => SortedColumns;
}
