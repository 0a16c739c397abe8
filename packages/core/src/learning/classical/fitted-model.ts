import type { ClassifierKind } from "../../contract/method-config.ts";
import { checkFeatures, type DoubleMatrix, type FeatureMatrix } from "./feature-matrix.ts";
import { applyLinear, type LinearMap, softmaxRows } from "./linear-map.ts";
import { findNeighbours, type NeighbourDistance, voteShares } from "./neighbour-votes.ts";
import { type Standardizer, standardize } from "./standardizer.ts";
import { forestShares, roundLogits, type Tree } from "./trees/tree.ts";

/**
 * What a fitted classifier has learnt, as plain numbers: all that it takes to predict, and to write the
 * classifier down. Fitting lives with each kind of classifier; predicting lives here, for all of them.
 */
export type FittedModel =
  | LinearModel
  | OneVsRestModel
  | NormalsModel
  | NeighboursModel
  | ForestModel
  | BoostedModel
  | PresentClassesModel
  | StandardizedModel;

/** Probabilities are the softmax of a linear map. */
interface LinearModel extends LinearMap {
  readonly form: "linear";
}

/** A score per class against the rest, each made a probability by a sigmoid; divided by their sum. */
export interface OneVsRestModel extends LinearMap {
  readonly form: "one-vs-rest";
  /** Of the sigmoids 1 / (1 + exp(-(slope * score + offset))), shape [numClasses]. */
  readonly slopes: Float64Array;
  readonly offsets: Float64Array;
}

/** One normal distribution per class and feature, shape [numClasses, columns]. */
export interface NormalsModel {
  readonly form: "normals";
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** ln(share of the class) less the logarithms of its standard deviations, shape [numClasses]. */
  readonly offsets: Float64Array;
  /** The log-densities are divided by it. */
  readonly temperature: number;
}

/** The votes of the k nearest training rows. */
interface NeighboursModel {
  readonly form: "neighbours";
  readonly rows: FeatureMatrix;
  /** Class of each row, shape [rows]. */
  readonly labels: Int32Array;
  readonly numClasses: number;
  readonly k: number;
  readonly distance: NeighbourDistance;
}

/** The mean of many trees whose leaves hold class probabilities. */
interface ForestModel {
  readonly form: "forest";
  readonly trees: readonly Tree[];
  readonly numClasses: number;
}

/** Logits that rounds of trees correct. */
interface BoostedModel {
  readonly form: "boosted";
  /** Logits before the first round, shape [outputs]: of all classes, or of the second of two. */
  readonly start: Float64Array;
  /** Trees of each round, one per output; their leaves hold corrections. */
  readonly rounds: readonly (readonly Tree[])[];
}

/** A model of the classes that had training rows; each other class gets a small constant share. */
export interface PresentClassesModel {
  readonly form: "present-classes";
  /** The classes that `inner` knows, ascending. */
  readonly present: Int32Array;
  readonly numClasses: number;
  /** Probability of each class without training rows. */
  readonly share: number;
  /** Null where there is one class only. */
  readonly inner: FittedModel | null;
}

/** A model of standardised features, for features as they are. Training rows that it holds are as they are, too. */
interface StandardizedModel extends Standardizer {
  readonly form: "standardized";
  readonly inner: FittedModel;
}

export type ClassifierParameters = Readonly<Record<string, number | string>>;

/** A fitted classifier of feature vectors. */
export interface Classifier {
  readonly kind: ClassifierKind;
  readonly parameters: ClassifierParameters;
  readonly numClasses: number;
  /** Length of the feature vectors it was fitted to. */
  readonly columns: number;
  readonly model: FittedModel;
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

/** The classifier that a model makes. */
export function classifierOf(
  model: FittedModel,
  about: Pick<Classifier, "kind" | "parameters" | "numClasses" | "columns">,
): Classifier {
  return {
    ...about,
    model,
    linear: model.form === "linear" ? model : null,
    predict(features) {
      checkFeatures(features, about.columns);
      return predictWith(model, features);
    },
  };
}

/** A classifier whose probabilities are the softmax of a linear map. */
export interface LinearClassifier extends Classifier {
  readonly linear: LinearMap;
}

export function linearClassifier(
  { weights, bias }: LinearMap,
  { kind, parameters }: Pick<Classifier, "kind" | "parameters">,
): LinearClassifier {
  const model = { form: "linear", weights, bias } as const;
  const shape = { numClasses: bias.length, columns: weights.length / bias.length };
  return { ...classifierOf(model, { kind, parameters, ...shape }), linear: model };
}

/** Probabilities, shape [rows, numClasses]. @param features Of as many columns as the model was fitted to. */
function predictWith(model: FittedModel, features: FeatureMatrix): Float64Array {
  switch (model.form) {
    case "linear":
      return softmax(applyLinear(model, features), model.bias.length);
    case "one-vs-rest":
      return calibrated(applyLinear(model, features), model);
    case "normals":
      return temperedSoftmax(logDensities(model, features), {
        numClasses: model.offsets.length,
        temperature: model.temperature,
      });
    case "neighbours": {
      const { rows, labels, numClasses, k, distance } = model;
      const neighbours = findNeighbours(rows, features, k)[distance];
      return voteShares({ labels, numClasses }, neighbours, { k, farthest: k });
    }
    case "forest":
      return forestShares(model.trees, features, model.numClasses);
    case "boosted": {
      const logits = startLogits(model.start, features.rows);
      for (const trees of model.rounds) roundLogits(trees, features, logits);
      return boostedProbabilities(logits, model.start.length);
    }
    case "present-classes": {
      const certain = () => new Float64Array(features.rows).fill(1);
      return spread(model.inner ? predictWith(model.inner, features) : certain(), model);
    }
    case "standardized":
      return predictWith(standardizedInner(model), standardize(model, features));
  }
}

/**
 * Probabilities from scores: the sigmoids of the classes, divided by their sum.
 *
 * @param scores Shape [n, outputs]: one per class, or that of the second of two.
 * @returns Shape [n, numClasses].
 */
export function calibrated(
  scores: Float64Array,
  { slopes, offsets }: Pick<OneVsRestModel, "slopes" | "offsets">,
): Float64Array {
  const outputs = slopes.length;
  const numClasses = Math.max(2, outputs);
  const rows = scores.length / outputs;
  const probabilities = new Float64Array(rows * numClasses);
  for (let i = 0; i < rows; i++) {
    const row = probabilities.subarray(i * numClasses, (i + 1) * numClasses);
    let sum = 0;
    for (let k = 0; k < outputs; k++) {
      const p = 1 / (1 + Math.exp(-(slopes[k]! * scores[i * outputs + k]! + offsets[k]!)));
      row[k] = p;
      sum += p;
    }
    if (outputs === 1) row.set([1 - sum, sum]);
    else for (let k = 0; k < numClasses; k++) row[k] = sum > 0 ? row[k]! / sum : 1 / numClasses;
  }
  return probabilities;
}

/** ln(density x share of the class) up to a constant, shape [rows, numClasses]. */
export function logDensities(
  { means, variances, offsets }: Pick<NormalsModel, "means" | "variances" | "offsets">,
  { data, rows, columns }: FeatureMatrix,
): Float64Array {
  const numClasses = offsets.length;
  const densities = new Float64Array(rows * numClasses);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < numClasses; k++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) {
        const away = data[i * columns + j]! - means[k * columns + j]!;
        sum += (away * away) / variances[k * columns + j]!;
      }
      densities[i * numClasses + k] = offsets[k]! - sum / 2;
    }
  }
  return densities;
}

/** The softmax of each row of logits / temperature; the logits stay as they are. */
export function temperedSoftmax(
  logits: Float64Array,
  { numClasses, temperature }: { numClasses: number; temperature: number },
): Float64Array {
  return softmax(
    logits.map((logit) => logit / temperature),
    numClasses,
  );
}

/** The same starting logits for each row, shape [rows, outputs]. */
export function startLogits(start: Float64Array, rows: number): Float64Array {
  return Float64Array.from({ length: rows * start.length }, (_, at) => start[at % start.length]!);
}

/** @param outputs Logits in a row: of all classes, or one, of the second of two. @returns Shape [n, numClasses]. */
export function boostedProbabilities(logits: Float64Array, outputs: number): Float64Array {
  if (outputs > 1) return softmax(Float64Array.from(logits), outputs);
  const all = new Float64Array(2 * logits.length);
  for (const [i, logit] of logits.entries()) all[2 * i + 1] = logit;
  return softmax(all, 2);
}

function softmax(logits: Float64Array, numClasses: number): Float64Array {
  softmaxRows(logits, numClasses);
  return logits;
}

/** From shape [m, present] to [m, numClasses]. */
export function spread(
  probabilities: Float64Array,
  { present, numClasses, share }: Pick<PresentClassesModel, "present" | "numClasses" | "share">,
): Float64Array {
  const rest = 1 - share * (numClasses - present.length);
  const rows = probabilities.length / present.length;
  const all = new Float64Array(rows * numClasses).fill(share);
  for (let row = 0; row < rows; row++) {
    for (const [k, label] of present.entries()) {
      all[row * numClasses + label] = rest * probabilities[row * present.length + k]!;
    }
  }
  return all;
}

const standardizedRows = new WeakMap<FeatureMatrix, DoubleMatrix>();

/** The inner model with its training rows standardised, which is done once. */
function standardizedInner(model: StandardizedModel): FittedModel {
  const { inner } = model;
  if (inner.form !== "neighbours") return inner;
  const rows = standardizedRows.get(inner.rows) ?? standardize(model, inner.rows);
  standardizedRows.set(inner.rows, rows);
  return { ...inner, rows };
}
