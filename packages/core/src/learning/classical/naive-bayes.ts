import { type Classifier, type ClassifierFamily, type LabelledFeatures } from "./classifier.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { checkFeatures } from "./feature-matrix.ts";
import { overPresentClasses } from "./folds.ts";
import {
  checkTemperature,
  softmaxRows,
  temperatureGrid,
  usualTemperature,
} from "./logistic-regression.ts";
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
    const model = fitNormals(train);
    return {
      kind: "naive-bayes",
      parameters,
      numClasses: train.numClasses,
      columns: train.features.columns,
      linear: null,
      predict: (features): ReturnType<Classifier["predict"]> =>
        probabilities(logDensities(model, features), train.numClasses, parameters),
    };
  },
  predictGrid({ train, held }, grid) {
    const densities = logDensities(fitNormals(train), held);
    return grid.map((parameters) => probabilities(densities, train.numClasses, parameters));
  },
});

/** One normal distribution per class and feature, shape [numClasses, columns]. */
interface Normals {
  readonly columns: number;
  readonly means: Float64Array;
  readonly variances: Float64Array;
  /** ln(share of the class) less the logarithms of its standard deviations, shape [numClasses]. */
  readonly offsets: Float64Array;
}

function fitNormals(train: LabelledFeatures): Normals {
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
  return { columns, means, variances, offsets };
}

/** Largest variance of a column. */
function largestVariance(features: FeatureMatrix): number {
  const one = { features, labels: new Int32Array(features.rows), numClasses: 1 };
  const centred = withinClasses(one, classMeans(one));
  const sums = new Float64Array(features.columns);
  for (let at = 0; at < centred.length; at++) sums[at % features.columns]! += centred[at]! ** 2;
  return sums.reduce((largest, sum) => Math.max(largest, sum), 0) / features.rows;
}

/** ln(density x share of the class) up to a constant, shape [m, numClasses]. */
function logDensities(normals: Normals, features: FeatureMatrix): Float64Array {
  const { columns, means, variances, offsets } = normals;
  checkFeatures(features, columns);
  const numClasses = offsets.length;
  const densities = new Float64Array(features.rows * numClasses);
  for (let i = 0; i < features.rows; i++) {
    for (let k = 0; k < numClasses; k++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) {
        const away = features.data[i * columns + j]! - means[k * columns + j]!;
        sum += (away * away) / variances[k * columns + j]!;
      }
      densities[i * numClasses + k] = offsets[k]! - sum / 2;
    }
  }
  return densities;
}

function probabilities(
  densities: Float64Array,
  numClasses: number,
  { temperature }: BayesParameters,
): Float64Array {
  const scaled = densities.map((density) => density / temperature);
  softmaxRows(scaled, numClasses);
  return scaled;
}
