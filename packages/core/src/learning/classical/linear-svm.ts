import { overPresentClasses } from "./absent-classes.ts";
import { type Classifier, type LabelledFeatures } from "./classifier.ts";
import type { ClassifierFamily } from "./classifier-family.ts";
import { checkFeatures } from "./feature-matrix.ts";
import { applyLinear, linearClassifier } from "./linear-classifier.ts";
import { penaltyGrid } from "./penalty.ts";
import { shortestCoordinates } from "./row-span.ts";
import { calibrate, calibrationFolds, fitSigmoids } from "./svm-calibration.ts";
import { svmSolver } from "./svm-solver.ts";

type SvmParameters = {
  /** At least 0; 1 / l2 is scikit-learn's C. */
  readonly l2: number;
};

/**
 * Linear support vector machine with squared hinge loss, one class against the rest.
 *
 * Minimises Σ max(0, 1 ∓ score)² + (l2 / 2) Σ w², the bias not penalised. The scores become
 * probabilities by a sigmoid per class (Platt), fitted in an inner cross-validation.
 *
 * Its `fit` throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 *
 * @see Fan et al. 2008, JMLR 9 ("LIBLINEAR"); Platt 1999.
 */
export const linearSvm: ClassifierFamily<SvmParameters> = overPresentClasses({
  kind: "linear-svm",
  grid: ({ columns }) =>
    penaltyGrid(columns)
      .filter((_, step) => step % 2 === 0)
      .map((l2) => ({ l2 })),
  usual: ({ columns }) => ({ l2: columns }),
  seesScale: true,
  fit: (train, { l2 }, seed) => {
    return fitCalibratedSvm(train, { l2, foldOf: calibrationFolds(train, seed) });
  },
  predictGrid({ train, seed, span }, grid) {
    const { coordinates, held } = span();
    const penalties = grid.map(({ l2 }) => l2);
    const foldOf = calibrationFolds(train, seed);
    const reduced = { ...train, features: coordinates.reduced };
    const use = "search";
    const solver = svmSolver(train, coordinates, use);
    const whole = solver.solvePath(penalties).map((own) => solver.toProjectedLinear(own));
    const sigmoids = fitSigmoids(reduced, { penalties, foldOf, whole, use });
    return whole.map((linear, i) =>
      calibrate(applyLinear(linear, held), sigmoids[i]!, train.numClasses),
    );
  },
});

/**
 * As `linearSvm.fit`, for rows of at least two classes. Equals scikit-learn's
 * `CalibratedClassifierCV(LinearSVC(C=1 / l2, intercept_scaling=large), cv, ensemble=False)`.
 *
 * @param options.foldOf Inner fold of each row, for the calibration.
 */
export function fitCalibratedSvm(
  train: LabelledFeatures,
  { l2, foldOf }: SvmParameters & { foldOf: Int32Array },
): Classifier {
  const { features, numClasses } = train;
  const coordinates = shortestCoordinates(features);
  const use = "answers";
  const solver = svmSolver(train, coordinates, use);
  const solution = solver.solve(l2);
  const map = solver.toLinear(solution);
  const reduced = { ...train, features: coordinates.reduced };
  const whole = [solver.toProjectedLinear(solution)];
  const sigmoids = fitSigmoids(reduced, { penalties: [l2], foldOf, whole, use })[0]!;
  const about = { kind: "linear-svm", parameters: { l2 } } as const;
  if (numClasses === 2) {
    // The sigmoid of one score is the softmax of nothing and that score.
    const { slope, offset } = sigmoids[0]!;
    const weights = Float64Array.from({ length: 2 * features.columns }, (_, at) =>
      at % 2 ? slope * map.weights[at >> 1]! : 0,
    );
    return linearClassifier(
      { weights, bias: Float64Array.of(0, slope * map.bias[0]! + offset) },
      about,
    );
  }
  return {
    ...about,
    numClasses,
    columns: features.columns,
    linear: null,
    predict(others) {
      checkFeatures(others, features.columns);
      return calibrate(applyLinear(map, others), sigmoids, numClasses);
    },
  };
}
