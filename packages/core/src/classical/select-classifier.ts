import type { SelectionCandidate } from "../contract/run-event.ts";
import { deriveSeed } from "../random/index.ts";
import type { Classifier } from "./classifier.ts";
import { crossValidate, type SearchStep } from "./cross-validate.ts";
import { checkFeatures } from "./feature-matrix.ts";
import { linearClassifier } from "./linear-classifier.ts";
import { checkSearch, type SearchInput } from "./search-input.ts";
import { fitStandardizer, onRawFeatures, type Standardizer, standardize } from "./standardizer.ts";

export interface Selection {
  /** Every setting tried, in order; one of them is chosen. */
  readonly candidates: SelectionCandidate[];
  /** Name of the chosen features. */
  readonly featureSet: string;
  /** The chosen one, fitted to all rows. It takes features as they are, not standardised ones. */
  readonly model: Classifier;
}

/**
 * Chooses features, a classifier and its settings by cross-validation inside the training images, and
 * fits it to all of them.
 *
 * Each row is predicted by a fit that has not seen it; the setting with the lowest mean log-loss is
 * taken, of equal ones the first. The scores only choose: being the best of many they flatter, and
 * are no estimate of accuracy on new images.
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
  checkSearch(input);
  const { labels, numClasses, keys } = input;
  const scored = yield* crossValidate(input);
  const best = scored.reduce((a, b) => (b.logLoss < a.logLoss ? b : a));
  const { name, features } = best.featureSet;
  const standardizer = fitStandardizer(features);
  const train = { features: standardize(standardizer, features), labels, numClasses, keys };
  const fitted = best.family.fit(train, best.parameters, deriveSeed(input.seed, "all rows"));
  return {
    candidates: scored.map((setting) => ({
      classifier: setting.family.kind,
      features: setting.featureSet.name,
      parameters: { ...setting.parameters },
      logLoss: setting.logLoss,
      accuracy: setting.accuracy,
      chosen: setting === best,
    })),
    featureSet: name,
    model: forRawFeatures(fitted, standardizer),
  };
}

/** The classifier of standardised features as one of features as they are. */
function forRawFeatures(inner: Classifier, standardizer: Standardizer): Classifier {
  if (inner.linear) return linearClassifier(onRawFeatures(standardizer, inner.linear), inner);
  return {
    ...inner,
    predict(features) {
      checkFeatures(features, inner.columns);
      return inner.predict(standardize(standardizer, features));
    },
  };
}
