import { checkLabelledFeatures, type LabelledFeatures, type LinearMap } from "./classifier.ts";
import type { ClassifierFamily } from "./classifier-family.ts";
import { type LinearClassifier, linearClassifier } from "./linear-classifier.ts";
import { type LinearSolver, linearSolver } from "./linear-solver.ts";
import { penaltyGrid } from "./penalty.ts";
import { type Coordinates, shortestCoordinates } from "./row-span.ts";
import { softmaxRows } from "./softmax.ts";

/**
 * Multinomial logistic regression with an L2 penalty, by L-BFGS.
 *
 * Minimises Σ -ln p(label) + (l2 / 2) Σ w², the first sum over the rows, the bias not penalised: the
 * same as scikit-learn's `LogisticRegression(C = 1 / l2)`. As there, with two classes the penalty is
 * on the difference of their weight vectors, (l2 / 2) |w₁ - w₀|².
 *
 * @param train Features as they are: standardise them first.
 * @param options.l2 At least 0. At 0, classes that can be separated have no finite optimum; the fit
 *   then stops where the gradient has become small.
 * @param options.start A map to start from, such as the fit for a neighbouring penalty. It changes
 *   the time, and the result no more than the tolerance.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 */
export function fitLogisticRegression(
  train: LabelledFeatures,
  { l2, start }: { l2: number; start?: LinearMap },
): LinearClassifier {
  const solver = logisticSolver(train);
  return asClassifier(solver.toLinear(solver.solve(l2, start)), l2);
}

/**
 * One logistic regression per penalty. They share the preparation, and each starts from the next
 * stronger one.
 *
 * @param penalties Values of `l2`, in any order.
 * @returns One classifier per penalty, in the order given.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 */
export function l2Path(train: LabelledFeatures, penalties: readonly number[]): LinearClassifier[] {
  const solver = logisticSolver(train);
  return solver
    .solvePath(penalties)
    .map((solution, i) => asClassifier(solver.toLinear(solution), penalties[i]!));
}

export const logisticRegression: ClassifierFamily<{ l2: number }> = {
  kind: "logistic-regression",
  grid: ({ columns }) => penaltyGrid(columns).map((l2) => ({ l2 })),
  usual: ({ columns }) => ({ l2: columns }),
  seesScale: true,
  fit: (train, { l2 }) => fitLogisticRegression(train, { l2 }),
  predictGrid({ train, span }, grid) {
    const { coordinates, held } = span();
    const solver = logisticSolver(train, coordinates);
    // In the solver's coordinates: weights of all columns would be made for nothing.
    return solver
      .solvePath(grid.map(({ l2 }) => l2))
      .map((solution, i) =>
        asClassifier(solver.toProjectedLinear(solution), grid[i]!.l2).predict(held),
      );
  },
};

/** Largest component of the gradient at which a fit counts as finished, per row. */
const TOLERANCE = 1e-7;

function logisticSolver(
  train: LabelledFeatures,
  coordinates: Coordinates = coordinatesOf(train),
): LinearSolver {
  const { labels, numClasses } = train;
  const loss = (scores: Float64Array): number => {
    const sum = softmaxRows(scores, numClasses, labels);
    for (let i = 0; i < labels.length; i++) scores[i * numClasses + labels[i]!]! -= 1;
    return sum;
  };
  const solver = linearSolver({ coordinates, outputs: numClasses, loss, tolerance: TOLERANCE });
  if (numClasses !== 2) return solver;
  // Of two classes the weights are opposite: (l2 / 2) |w₁ - w₀|² is l2 (|w₁|² + |w₀|²).
  return {
    ...solver,
    solve: (l2, start) => solver.solve(2 * l2, start),
    solvePath: (penalties) => solver.solvePath(penalties.map((l2) => 2 * l2)),
  };
}

function coordinatesOf(train: LabelledFeatures): Coordinates {
  checkLabelledFeatures(train);
  return shortestCoordinates(train.features);
}

function asClassifier(linear: LinearMap, l2: number): LinearClassifier {
  return linearClassifier(linear, { kind: "logistic-regression", parameters: { l2 } });
}
