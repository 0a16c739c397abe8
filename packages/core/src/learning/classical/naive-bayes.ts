import { type ClassifierFamily, type LabelledFeatures } from "./classifier.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import type { NormalsModel } from "./fitted-model.ts";
import { classifierOf, logDensities, temperedSoftmax } from "./fitted-model.ts";

import { overPresentClasses } from "./folds.ts";
import { checkTemperature, temperatureGrid, usualTemperature } from "./logistic-regression.ts";
import { classMeans, withinClasses } from "./nearest-centroid.ts";

type BayesParameters = {
  /** Above 0. */
  readonly temperature: number;
};

/** Share of the largest variance that is added to every variance, as in scikit-learn. */
const SMOOTHING = 1e-9;

const TEMPERATURES = temperatureGrid(1024, 4);

/**
 * Gaussian naive Bayes: in each class every feature is normal on its own, with a mean and a variance
 * of that class.
 *
 * The probabilities are the softmax of the joint log-densities / temperature; at the temperature 1
 * they are those of scikit-learn's `GaussianNB()`.
 *
 * Its `fit` throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 */
export const naiveBayes: ClassifierFamily<BayesParameters> = overPresentClasses({
  kind: "naive-bayes",
  grid: () => TEMPERATURES.map((temperature) => ({ temperature })),
  usual: ({ columns }) => ({ temperature: usualTemperature(TEMPERATURES, columns) }),
  seesScale: false,
  fit(train, parameters) {
    checkTemperature(parameters.temperature);
    const { numClasses } = train;
    const shape = { numClasses, columns: train.features.columns };
    const model = { form: "normals", ...fitNormals(train), ...parameters } as const;
    return classifierOf(model, { kind: "naive-bayes", parameters, ...shape });
  },
  predictGrid({ train, held }, grid) {
    const { numClasses } = train;
    const densities = logDensities(fitNormals(train), held);
    return grid.map(({ temperature }) => temperedSoftmax(densities, { numClasses, temperature }));
  },
});

function fitNormals(
  train: LabelledFeatures,
): Pick<NormalsModel, "means" | "variances" | "offsets"> {
  const { labels, numClasses } = train;
  const { rows, columns } = train.features;
  const centres = classMeans(train);
  const { counts, means } = centres;
  const centred = withinClasses(train, centres);
  const variances = new Float64Array(numClasses * columns);
  for (let i = 0; i < rows; i++) {
    const k = labels[i]!;
    for (let j = 0; j < columns; j++) {
      variances[k * columns + j]! += centred[i * columns + j]! ** 2 / counts[k]!;
    }
  }
  const added = SMOOTHING * largestVariance(train.features) || 1;
  const offsets = Float64Array.from(counts, (count) => Math.log(count / rows));
  for (let at = 0; at < variances.length; at++) {
    variances[at]! += added;
    offsets[Math.floor(at / columns)]! -= Math.log(variances[at]!) / 2;
  }
  return { means, variances, offsets };
}

/** Largest variance of a column. */
function largestVariance(features: FeatureMatrix): number {
  const one = { features, labels: new Int32Array(features.rows), numClasses: 1 };
  const centred = withinClasses(one, classMeans(one));
  const sums = new Float64Array(features.columns);
  for (let at = 0; at < centred.length; at++) sums[at % features.columns]! += centred[at]! ** 2;
  return sums.reduce((largest, sum) => Math.max(largest, sum), 0) / features.rows;
}
