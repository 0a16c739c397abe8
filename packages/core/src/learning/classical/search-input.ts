import { AppError } from "../../contract/errors.ts";
import type { ClassifierKind } from "../../contract/method-config.ts";
import { checkLabelledFeatures } from "./classifier.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import type { Scaling } from "./standardizer.ts";

/** One way to describe the same images by numbers. */
export interface FeatureSet {
  /** For the table of candidates. */
  readonly name: string;
  /** Shape [n, columns], as they are: the search standardises them. */
  readonly features: FeatureMatrix;
}

export interface SearchInput {
  /** To choose among, at least one; row i of each describes the same image. */
  readonly featureSets: readonly FeatureSet[];
  /** Shape [n], each in [0, numClasses). */
  readonly labels: Int32Array;
  readonly numClasses: number;
  /** Kinds to choose among, at least one. */
  readonly classifiers: readonly ClassifierKind[];
  /** How features may be scaled against each other, for kinds that see it; both ways if left out. */
  readonly scalings?: readonly Scaling[];
  /** Folds, at least 2; fewer are used where classes have fewer images. */
  readonly folds: number;
  /** An integer, of the folds and of what the classifiers draw. */
  readonly seed: number;
  /** Name of each row's unit: rows of one name stay in one fold. */
  readonly keys: readonly string[];
}

/** @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE. */
export function checkSearch({ featureSets, ...input }: SearchInput): void {
  for (const { features } of featureSets) checkLabelledFeatures({ ...input, features });
  if (input.classifiers.length === 0 || featureSets.length === 0) {
    const what = featureSets.length === 0 ? "features" : "classifier";
    throw new AppError({
      code: "EMPTY_INPUT",
      message: `There is no ${what} to choose among.`,
      hint: "Name at least one kind of classifier and one set of features.",
    });
  }
  if (!Number.isInteger(input.folds) || input.folds < 2) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `A cross-validation with ${input.folds} folds is not possible.`,
      hint: "Give a whole number of at least 2.",
    });
  }
}
