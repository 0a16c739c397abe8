import { overPresentClasses } from "./absent-classes.ts";
import { classMeans } from "./class-means.ts";
import { type LabelledFeatures, type LinearMap } from "./classifier.ts";
import type { ClassifierFamily } from "./classifier-family.ts";
import { linearClassifier } from "./linear-classifier.ts";
import {
  atTemperature,
  checkTemperature,
  temperatureGrid,
  usualTemperature,
} from "./temperature.ts";
import { withinCovariance } from "./within-covariance.ts";

type LdaParameters = {
  /** Above 0. */
  readonly temperature: number;
};

const TEMPERATURES = temperatureGrid(128, 2);

/**
 * Linear discriminant analysis: in each class the features are jointly normal, all classes with one
 * covariance matrix, which is shrunk by the rule of Ledoit and Wolf, so that it can be inverted where
 * there are more features than rows.
 *
 * The probabilities are the softmax of the log-densities / temperature; at the temperature 1 they are
 * those of scikit-learn's `LinearDiscriminantAnalysis(solver="lsqr", shrinkage="auto")`.
 *
 * Its `fit` throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 */
export const shrinkageLda: ClassifierFamily<LdaParameters> = overPresentClasses({
  kind: "shrinkage-lda",
  grid: () => TEMPERATURES.map((temperature) => ({ temperature })),
  usual: ({ columns }) => ({ temperature: usualTemperature(TEMPERATURES, columns) }),
  seesScale: false,
  fit: (train, parameters) => asClassifier(discriminants(train), parameters),
  predictGrid({ train, held }, grid) {
    const linear = discriminants(train);
    return grid.map((parameters) => asClassifier(linear, parameters).predict(held));
  },
});

function asClassifier(linear: LinearMap, parameters: LdaParameters) {
  checkTemperature(parameters.temperature);
  const scaled = atTemperature(linear, parameters.temperature);
  return linearClassifier(scaled, { kind: "shrinkage-lda", parameters });
}

/** x Σ⁻¹ m - m Σ⁻¹ m / 2 + ln(share) for each class mean m; Σ is what the classes have in common. */
function discriminants(train: LabelledFeatures): LinearMap {
  const { numClasses } = train;
  const { rows, columns } = train.features;
  const centres = classMeans(train);
  const covariance = withinCovariance(train, centres);
  const weights = new Float64Array(columns * numClasses);
  const bias = Float64Array.from(centres.counts, (count) => Math.log(count / rows));
  for (let k = 0; k < numClasses; k++) {
    const mean = centres.means.subarray(k * columns, (k + 1) * columns);
    const solved = covariance.solve(mean);
    for (let j = 0; j < columns; j++) {
      weights[j * numClasses + k] = solved[j]!;
      bias[k]! -= (mean[j]! * solved[j]!) / 2;
    }
  }
  return { weights, bias };
}
