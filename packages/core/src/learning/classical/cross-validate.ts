import { logLoss } from "../../analysis/metrics/calibration.ts";
import { accuracy, mostProbable } from "../../analysis/metrics/decisions.ts";
import { deriveSeed } from "../../analysis/random/index.ts";
import { AppError } from "../../contract/errors.ts";
import type { ClassifierKind } from "../../contract/method-config.ts";
import type { Fold } from "./classifier.ts";
import {
  type ClassifierFamily,
  checkLabelledFeatures,
  type LabelledFeatures,
} from "./classifier.ts";
import { CLASSIFIER_FAMILIES } from "./classifiers.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { takeRows } from "./feature-matrix.ts";
import type { ClassifierParameters } from "./fitted-model.ts";
import { dealInnerFolds, makeFold, rowsOfFolds } from "./folds.ts";
import { fitStandardizer, type Scaling, standardize } from "./standardizer.ts";

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
function checkSearch({ featureSets, ...input }: SearchInput): void {
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

/** How far a search is: one step is one kind of classifier on one fold of one set of features. */
export interface SearchStep {
  readonly done: number;
  readonly total: number;
}

/**
 * A part of a search that needs none of the others: some kinds on one fold of one set of features,
 * scaled in one way. They share what they compute of these rows.
 */
interface SearchJob {
  readonly fold: number;
  /** Index into `featureSets`. */
  readonly featureSet: number;
  readonly scaling: Scaling;
  readonly kinds: readonly ClassifierKind[];
}

/** How a search is split up. Plain data, like all that jobs are given and give back. */
export interface SearchPlan {
  /** Fold of each row; `NEVER_HELD` for those that are learnt from in every fold. */
  readonly foldOf: Int32Array;
  readonly jobs: readonly SearchJob[];
  /** Steps of all jobs together. */
  readonly steps: number;
}

/** What one kind on one fold gives: for each setting of its grid the probabilities of the held rows. */
export interface JobStep {
  readonly kind: ClassifierKind;
  /** Shape [held rows, numClasses] each, the rows in ascending order. */
  readonly probabilities: readonly Float64Array[];
}

/** A setting of a classifier on one set of features. */
export interface Setting {
  readonly kind: ClassifierKind;
  /** Index into `featureSets`. */
  readonly featureSet: number;
  readonly scaling: Scaling;
  readonly parameters: ClassifierParameters;
}

/** A setting with its scores on rows that it had not seen. */
export interface ScoredSetting extends Setting {
  /** Mean over the rows that were held out, in nats. */
  readonly logLoss: number;
  /** In [0, 1]. */
  readonly accuracy: number;
  /** Probability of its true class for each row that was held out. */
  readonly ofTruth: Float64Array;
}

/**
 * Deals the rows into folds and lists what is to be computed, the same folds for all candidates. Where
 * fewer than two classes can be held out there is nothing to compare, and no job.
 *
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE, and
 *   TOO_FEW_IMAGES if there are fewer than two different images.
 */
export function planSearch(input: SearchInput): SearchPlan {
  checkSearch(input);
  const foldOf = dealInnerFolds(input);
  if (validatedClasses(input, foldOf).length < 2) return { foldOf, jobs: [], steps: 0 };
  const searches = listSearches(input);
  const jobs = [...rowsOfFolds(foldOf).keys()].flatMap((fold) =>
    searches.map((search) => ({ fold, ...search })),
  );
  return { foldOf, jobs, steps: jobs.reduce((sum, { kinds }) => sum + kinds.length, 0) };
}

/** Classes of which rows are held out, in ascending order. */
export function validatedClasses({ labels }: SearchInput, foldOf: Int32Array): number[] {
  const held = [...rowsOfFolds(foldOf).values()].flatMap((rows) => [...rows]);
  return [...new Set(held.map((row) => labels[row]!))].sort((a, b) => a - b);
}

/** Every set of features in every scaling, with the kinds to try on it: on the first scaling all. */
function listSearches(input: SearchInput): Omit<SearchJob, "fold">[] {
  const { featureSets, classifiers, scalings = ["own", "shared"] } = input;
  const kinds = [...new Set(classifiers)];
  const seeing = kinds.filter((kind) => CLASSIFIER_FAMILIES[kind].seesScale);
  return [...featureSets.keys()].flatMap((featureSet) =>
    scalings
      .map((scaling, i) => ({ featureSet, scaling, kinds: i === 0 ? kinds : seeing }))
      .filter((search) => search.kinds.length > 0),
  );
}

/**
 * Computes one job: fits each setting of its kinds to the rows outside the fold, the features scaled by
 * these rows alone, and predicts those in it. The same job gives the same bits wherever it runs.
 */
export function* runSearchJob(
  input: SearchInput,
  { foldOf, jobs }: SearchPlan,
  job: number,
): Generator<JobStep, void> {
  const { fold: number, kinds, ...description } = jobs[job]!;
  const held = rowsOfFolds(foldOf).get(number)!;
  const fold = cutFold(input, { ...description, held, number });
  for (const kind of kinds) {
    const grid = gridOf(input, foldOf, { kind, featureSet: description.featureSet });
    yield { kind, probabilities: CLASSIFIER_FAMILIES[kind].predictGrid(fold, grid) };
  }
}

/** Settings of a kind to try: those that work for the smallest training set of all folds. */
function gridOf(
  { featureSets, labels, numClasses }: SearchInput,
  foldOf: Int32Array,
  { kind, featureSet }: Pick<Setting, "kind" | "featureSet">,
): ClassifierParameters[] {
  const largest = Math.max(...[...rowsOfFolds(foldOf).values()].map((rows) => rows.length));
  const { columns } = featureSets[featureSet]!.features;
  const family: ClassifierFamily = CLASSIFIER_FAMILIES[kind];
  return family.grid({ rows: labels.length - largest, columns, numClasses });
}

/**
 * Scores every setting on the rows that were held out, each of which counts once.
 *
 * @param results Of each job of the plan, in its order, the steps in theirs.
 */
export function scoreSearch(
  input: SearchInput,
  { foldOf, jobs }: SearchPlan,
  results: readonly (readonly JobStep[])[],
): ScoredSetting[] {
  const { numClasses } = input;
  const folds = rowsOfFolds(foldOf);
  const held = Int32Array.from([...folds.values()].flatMap((rows) => [...rows]));
  const truth = held.map((row) => input.labels[row]!);
  return listSearches(input).flatMap(({ featureSet, scaling, kinds }) => {
    const own = [...jobs.keys()].filter(
      (job) => jobs[job]!.featureSet === featureSet && jobs[job]!.scaling === scaling,
    );
    return kinds.flatMap((kind, step) =>
      gridOf(input, foldOf, { kind, featureSet }).map((parameters, i) => {
        const parts = own.map((job) => results[job]![step]!.probabilities[i]!);
        const probabilities = concatenate(parts, held.length * numClasses);
        return {
          kind,
          featureSet,
          scaling,
          parameters,
          logLoss: logLoss(truth, probabilities, numClasses),
          accuracy: accuracy(truth, mostProbable(probabilities, numClasses)),
          ofTruth: Float64Array.from(
            truth,
            (label, row) => probabilities[row * numClasses + label]!,
          ),
        };
      }),
    );
  });
}

function concatenate(parts: readonly Float64Array[], length: number): Float64Array {
  const whole = new Float64Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

interface Cut extends Pick<Setting, "featureSet" | "scaling"> {
  readonly held: Int32Array;
  readonly number: number;
}

function cutFold(input: SearchInput, { featureSet, scaling, held, number }: Cut): Fold {
  const { features }: FeatureSet = input.featureSets[featureSet]!;
  const isHeld = new Set(held);
  const seen = Int32Array.from(input.labels.keys()).filter((row) => !isHeld.has(row));
  const raw = takeRows(features, seen);
  const standardizer = fitStandardizer(raw, scaling);
  const train: LabelledFeatures = {
    features: standardize(standardizer, raw),
    labels: seen.map((row) => input.labels[row]!),
    numClasses: input.numClasses,
    keys: Array.from(seen, (row) => input.keys[row]!),
  };
  return makeFold({
    train,
    held: standardize(standardizer, takeRows(features, held)),
    seed: deriveSeed(input.seed, "fold", number),
  });
}
