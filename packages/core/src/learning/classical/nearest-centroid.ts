import type { ClassifierFamily, LabelledFeatures } from "./classifier.ts";
import { linearClassifier } from "./fitted-model.ts";
import { overPresentClasses } from "./folds.ts";
import type { LinearMap } from "./linear-map.ts";
import { atTemperature } from "./linear-map.ts";
import { checkTemperature, temperatureGrid, usualTemperature } from "./logistic-regression.ts";
import { floorSpreads, spreadOf } from "./standardizer.ts";

type CentroidParameters = {
  /** Above 0. */
  readonly temperature: number;
};

const TEMPERATURES = temperatureGrid(1024, 4);

/**
 * Classifies by the distance to the mean of each class, every feature in units of its standard
 * deviation within the classes, but of at least a tenth of the median one (`floorSpreads`): a Gaussian
 * model in which all classes have the same variances and no covariances.
 *
 * The probabilities are the softmax of (ln(share of the class) - d² / 2) / temperature. scikit-learn's
 * `NearestCentroid(priors="empirical")` leaves out the ½, and so has these at the temperature ½.
 *
 * Its `fit` throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 *
 * @see Tibshirani et al. 2002, doi:10.1073/pnas.082099299 (without the shrinkage).
 */
export const nearestCentroid: ClassifierFamily<CentroidParameters> = overPresentClasses({
  kind: "nearest-centroid",
  grid: () => TEMPERATURES.map((temperature) => ({ temperature })),
  usual: ({ columns }) => ({ temperature: usualTemperature(TEMPERATURES, columns) }),
  seesScale: false,
  fit: (train, parameters) => asClassifier(toCentroids(train), parameters),
  predictGrid({ train, held }, grid) {
    const linear = toCentroids(train);
    return grid.map((parameters) => asClassifier(linear, parameters).predict(held));
  },
});

function asClassifier(linear: LinearMap, parameters: CentroidParameters) {
  checkTemperature(parameters.temperature);
  const scaled = atTemperature(linear, parameters.temperature);
  return linearClassifier(scaled, { kind: "nearest-centroid", parameters });
}

/** The squared distances as a linear map: what they have in common over the classes is left out. */
function toCentroids(train: LabelledFeatures): LinearMap {
  const { numClasses } = train;
  const { rows, columns } = train.features;
  const centres = classMeans(train);
  const centred = withinClasses(train, centres);
  const variance = new Float64Array(columns);
  for (let at = 0; at < centred.length; at++) variance[at % columns]! += centred[at]! ** 2;
  const size = new Float64Array(columns); // of the largest mean, which is what rounding is of
  for (const [at, mean] of centres.means.entries()) {
    size[at % columns] = Math.max(size[at % columns]!, Math.abs(mean));
  }
  const freedom = Math.max(1, rows - numClasses);
  const spreads = variance.map((sum, j) => spreadOf(sum / freedom, { mean: size[j]!, rows }));
  const units = floorSpreads(spreads);
  const weights = new Float64Array(columns * numClasses);
  const bias = Float64Array.from(centres.counts, (count) => Math.log(count / rows));
  for (let j = 0; j < columns; j++) {
    const own = units[j]! ** 2;
    for (let k = 0; k < numClasses; k++) {
      const mean = centres.means[k * columns + j]!;
      weights[j * numClasses + k] = mean / own;
      bias[k]! -= (mean * mean) / own / 2;
    }
  }
  return { weights, bias };
}

/** Where each class lies. */
export interface ClassMeans {
  /** Rows of each class, shape [numClasses]. */
  readonly counts: Int32Array;
  /** Shape [numClasses, columns]; zeros for a class without rows. */
  readonly means: Float64Array;
}

export function classMeans({ features, labels, numClasses }: LabelledFeatures): ClassMeans {
  const { data, rows, columns } = features;
  const counts = new Int32Array(numClasses);
  const means = new Float64Array(numClasses * columns);
  for (let i = 0; i < rows; i++) {
    const start = labels[i]! * columns;
    counts[labels[i]!]! += 1;
    for (let j = 0; j < columns; j++) means[start + j]! += data[i * columns + j]!;
  }
  for (let at = 0; at < means.length; at++) means[at]! /= counts[Math.floor(at / columns)]! || 1;
  return { counts, means };
}

/** Each row less the mean of its class, shape [rows, columns]. */
export function withinClasses(
  { features, labels }: LabelledFeatures,
  { means }: ClassMeans,
): Float64Array {
  const { data, rows, columns } = features;
  const centred = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const start = labels[i]! * columns;
    for (let j = 0; j < columns; j++) {
      centred[i * columns + j] = data[i * columns + j]! - means[start + j]!;
    }
  }
  return centred;
}
