import { deriveSeed } from "../../analysis/random/index.ts";
import type { SelectionCandidate } from "../../contract/run-event.ts";
import { type ClassifierFamily } from "./classifier.ts";
import { BY_SIMPLICITY, CLASSIFIER_FAMILIES } from "./classifiers.ts";
import {
  type JobStep,
  planSearch,
  runSearchJob,
  type ScoredSetting,
  type SearchInput,
  type SearchPlan,
  type SearchStep,
  type Setting,
  scoreSearch,
  validatedClasses,
} from "./cross-validate.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import type { Classifier } from "./fitted-model.ts";
import { classifierOf, linearClassifier } from "./fitted-model.ts";

import { fitStandardizer, onRawFeatures, type Standardizer, standardize } from "./standardizer.ts";

/** What a search came to. */
export interface Choice {
  readonly setting: Setting;
  /** Every setting tried, in order; one of them is chosen. */
  readonly candidates: SelectionCandidate[];
  /** Whether the settings could be compared at all. */
  readonly isValidated: boolean;
  /** Classes whose only training images could not be held out: they had no say. */
  readonly unvalidated: readonly number[];
  /**
   * With the chosen setting, the probability of its true class for each row that was held out; none where nothing was.
   * Being the best of many it flatters a little.
   */
  readonly ofTruth: Float64Array;
}

export interface Selection extends Choice {
  /** Name of the chosen features. */
  readonly featureSet: string;
  /** The chosen one, fitted to all rows. It takes features as they are, not standardised ones. */
  readonly model: Classifier;
}

/**
 * Chooses features, their scaling, a classifier and its settings by cross-validation inside the
 * training images, and fits it to all of them.
 *
 * Each row is predicted by a fit that has not seen it; the setting with the lowest mean log-loss is
 * taken, of equal ones the simplest. The scores only choose: being the best of many they flatter, and
 * are not an estimate of accuracy on new images.
 *
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE, LABEL_OUT_OF_RANGE or TOO_FEW_IMAGES.
 */
export function selectClassifier(input: SearchInput): Selection {
  const search = searchClassifier(input);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
  }
}

/** As `selectClassifier`, stopping after each step of the search. @throws {AppError} As it does. */
export function* searchClassifier(input: SearchInput): Generator<SearchStep, Selection> {
  const plan = planSearch(input);
  const results: JobStep[][] = [];
  let done = 0;
  for (const job of plan.jobs.keys()) {
    const steps: JobStep[] = [];
    for (const step of runSearchJob(input, plan, job)) {
      steps.push(step);
      done += 1;
      yield { done, total: plan.steps };
    }
    results.push(steps);
  }
  const choice = choose(input, plan, results);
  const featureSet = input.featureSets[choice.setting.featureSet]!.name;
  return { ...choice, featureSet, model: fitSetting(input, choice.setting) };
}

/**
 * The best setting of a search whose jobs are done. Where there was nothing to validate, it is the
 * simplest kind with its usual setting on the fewest features, all in one unit.
 *
 * @param results Of each job of the plan, in its order.
 */
export function choose(
  input: SearchInput,
  plan: SearchPlan,
  results: readonly (readonly JobStep[])[],
): Choice {
  const validated = new Set(validatedClasses(input, plan.foldOf));
  const present = [...new Set(input.labels)].sort((a, b) => a - b);
  const unvalidated = present.filter((label) => !validated.has(label));
  if (plan.jobs.length === 0) {
    const setting = usualSetting(input);
    const candidates = [
      describeSetting(input, setting, { logLoss: null, accuracy: null, chosen: true }),
    ];
    const ofTruth = new Float64Array();
    return { setting, candidates, isValidated: false, unvalidated, ofTruth };
  }
  const scored = scoreSearch(input, plan, results);
  const setting = bestOf(input, scored);
  const candidates = scored.map((own) => {
    const { logLoss, accuracy } = own;
    return describeSetting(input, own, { logLoss, accuracy, chosen: own === setting });
  });
  return { setting, candidates, isValidated: true, unvalidated, ofTruth: setting.ofTruth };
}

/** Log-losses that are nearer to each other differ by rounding only. */
const ROUNDING = 1e-9;

function bestOf({ featureSets }: SearchInput, scored: readonly ScoredSetting[]): ScoredSetting {
  const least = scored.reduce((best, { logLoss }) => Math.min(best, logLoss), Infinity);
  const tied = scored.filter(({ logLoss }) => logLoss <= least + ROUNDING);
  const complexity = ({ kind, featureSet }: Setting): [number, number] => [
    BY_SIMPLICITY.indexOf(kind),
    featureSets[featureSet]!.features.columns,
  ];
  // Within a kind on the same features the first is the simplest: so are the grids ordered.
  return tied.reduce((best, own) => {
    const [[bestKind, bestColumns], [kind, columns]] = [complexity(best), complexity(own)];
    return (kind - bestKind || columns - bestColumns) < 0 ? own : best;
  });
}

function usualSetting(input: SearchInput): Setting {
  const { featureSets, classifiers, labels, numClasses, scalings } = input;
  const kind = BY_SIMPLICITY.find((own) => classifiers.includes(own))!;
  const family: ClassifierFamily = CLASSIFIER_FAMILIES[kind];
  const columnsOf = (index: number) => featureSets[index]!.features.columns;
  const featureSet = [...featureSets.keys()].reduce((a, b) =>
    columnsOf(b) < columnsOf(a) ? b : a,
  );
  const shape = { rows: labels.length, columns: columnsOf(featureSet), numClasses };
  return {
    kind,
    featureSet,
    scaling: scalings?.at(-1) ?? "shared",
    parameters: family.usual(shape),
  };
}

function describeSetting(
  { featureSets }: SearchInput,
  { kind, featureSet, scaling, parameters }: Setting,
  score: Pick<SelectionCandidate, "logLoss" | "accuracy" | "chosen">,
): SelectionCandidate {
  const scaled = scaling === "shared" ? { scaling: "shared" } : {};
  const { name } = featureSets[featureSet]!;
  return { classifier: kind, features: name, parameters: { ...parameters, ...scaled }, ...score };
}

/** Fits a setting to all rows. @returns A classifier of features as they are. */
export function fitSetting(input: SearchInput, setting: Setting): Classifier {
  const { featureSets, labels, numClasses, keys, seed } = input;
  const { features } = featureSets[setting.featureSet]!;
  const standardizer = fitStandardizer(features, setting.scaling);
  const train = { features: standardize(standardizer, features), labels, numClasses, keys };
  const family: ClassifierFamily = CLASSIFIER_FAMILIES[setting.kind];
  const fitted = family.fit(train, setting.parameters, deriveSeed(seed, "all rows"));
  return forRawFeatures(fitted, standardizer, features);
}

/** The classifier of standardised features as one of features as they are. */
function forRawFeatures(
  inner: Classifier,
  standardizer: Standardizer,
  features: FeatureMatrix,
): Classifier {
  if (inner.linear) return linearClassifier(onRawFeatures(standardizer, inner.linear), inner);
  const { mean, scale } = standardizer;
  // Training rows are kept as they are: in single precision, and the same for every scaling.
  const own = inner.model.form === "neighbours" ? { ...inner.model, rows: features } : inner.model;
  return classifierOf({ form: "standardized", mean, scale, inner: own }, inner);
}
