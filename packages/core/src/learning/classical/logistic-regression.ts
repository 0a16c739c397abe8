import { AppError } from "../../contract/errors.ts";
import {
  type ClassifierFamily,
  checkLabelledFeatures,
  type LabelledFeatures,
} from "./classifier.ts";
import type { LinearClassifier } from "./fitted-model.ts";
import { linearClassifier } from "./fitted-model.ts";
import { type Coordinates, shortestCoordinates } from "./linear-algebra.ts";
import type { LinearMap } from "./linear-map.ts";
import { softmaxRows } from "./linear-map.ts";
import { type LinearSolver, linearSolver, penaltyGrid } from "./linear-solver.ts";

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

/**
 * Temperatures to try: 1 leaves the probabilities of a generative model as they are, a higher one
 * draws them together.
 *
 * A model that takes hundreds of correlated features for independent, or judges by distances that it
 * was fitted to, is far too sure. Dividing its log-probabilities by a temperature repairs that and
 * changes no decision; which one is right is found by cross-validation like any other setting.
 *
 * @param factor From each temperature to the next.
 * @see Guo et al. 2017, arXiv:1706.04599.
 */
export function temperatureGrid(hottest: number, factor: number): number[] {
  const steps = Math.round(Math.log(hottest) / Math.log(factor));
  return Array.from({ length: steps + 1 }, (_, step) => factor ** step);
}

/**
 * The temperature to take where none can be chosen: log-densities are sums over the columns, so the one
 * that turns the sum into a mean, or the hottest that is not hotter.
 */
export function usualTemperature(temperatures: readonly number[], columns: number): number {
  return Math.max(1, ...temperatures.filter((temperature) => temperature <= columns));
}

/** @throws {AppError} OUT_OF_RANGE. */
export function checkTemperature(temperature: number): void {
  if (temperature > 0 && Number.isFinite(temperature)) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `A temperature of ${temperature} is not possible.`,
    hint: "Give a number above 0; 1 changes nothing.",
  });
}
