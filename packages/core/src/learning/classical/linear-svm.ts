import { deriveSeed } from "../../analysis/random/index.ts";
import { type ClassifierFamily, type LabelledFeatures } from "./classifier.ts";
import { takeRows } from "./feature-matrix.ts";
import type { Classifier, OneVsRestModel } from "./fitted-model.ts";
import { calibrated, classifierOf, linearClassifier } from "./fitted-model.ts";
import { dealInnerFolds, NEVER_HELD, overPresentClasses, rowsOfFolds } from "./folds.ts";
import { type Coordinates, shortestCoordinates } from "./linear-algebra.ts";
import type { LinearMap } from "./linear-map.ts";
import { applyLinear } from "./linear-map.ts";
import {
  type LinearSolver,
  linearSolver,
  minimise,
  penaltyGrid,
  type RowLoss,
} from "./linear-solver.ts";

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
    return whole.map((linear, i) => calibrated(applyLinear(linear, held), sigmoids[i]!));
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
  const { slopes, offsets } = fitSigmoids(reduced, { penalties: [l2], foldOf, whole, use })[0]!;
  const about = { kind: "linear-svm", parameters: { l2 } } as const;
  if (numClasses === 2) {
    // The sigmoid of one score is the softmax of nothing and that score.
    const weights = Float64Array.from({ length: 2 * features.columns }, (_, at) =>
      at % 2 ? slopes[0]! * map.weights[at >> 1]! : 0,
    );
    const bias = Float64Array.of(0, slopes[0]! * map.bias[0]! + offsets[0]!);
    return linearClassifier({ weights, bias }, about);
  }
  const model = { form: "one-vs-rest", ...map, slopes, offsets } as const;
  return classifierOf(model, { ...about, numClasses, columns: features.columns });
}

/** What a fit is for: to answer with, or to compare settings by. */
type SvmUse = "answers" | "search";

/**
 * Largest component of the gradient at which a fit counts as finished, per row. To compare settings by,
 * probabilities right to half a percent are enough; it takes less than half the time.
 */
const TOLERANCES: Readonly<Record<SvmUse, number>> = { answers: 1e-7, search: 1e-5 };

type Classes = Pick<LabelledFeatures, "labels" | "numClasses">;

/** One score per class against the rest; of two classes only that of the second, the other is its negative. */
function numScores(numClasses: number): number {
  return numClasses === 2 ? 1 : numClasses;
}

/** Whether a row belongs to the class that a score is about. */
function isOwn(label: number, score: number, numClasses: number): boolean {
  return label === (numClasses === 2 ? 1 : score);
}

/** Linear machines of squared hinge loss, one against the rest. */
function svmSolver(classes: Classes, coordinates: Coordinates, use: SvmUse): LinearSolver {
  const outputs = numScores(classes.numClasses);
  const loss = squaredHinge(classes, outputs);
  return linearSolver({ coordinates, outputs, loss, tolerance: TOLERANCES[use] });
}

/** Σ max(0, 1 - sign · score)², the sign 1 for the rows of the class and -1 for the rest. */
function squaredHinge({ labels, numClasses }: Classes, outputs: number): RowLoss {
  const signs = Float64Array.from({ length: labels.length * outputs }, (_, at) =>
    isOwn(labels[Math.floor(at / outputs)]!, at % outputs, numClasses) ? 1 : -1,
  );
  return (scores) => {
    let sum = 0;
    for (let at = 0; at < scores.length; at++) {
      const short = Math.max(0, 1 - signs[at]! * scores[at]!);
      sum += short * short;
      scores[at] = -2 * signs[at]! * short;
    }
    return sum;
  };
}

const FOLDS = 5;

/**
 * Fold of each row for the inner cross-validation that turns scores into probabilities, as
 * `dealInnerFolds` deals them; rows of one unit only are in no fold.
 */
export function calibrationFolds(train: LabelledFeatures, seed: number): Int32Array {
  const { labels, numClasses } = train;
  const keys = train.keys ?? Array.from(labels.keys(), String);
  if (new Set(keys).size < 2) return new Int32Array(labels.length).fill(NEVER_HELD);
  const own = deriveSeed(seed, "calibration");
  return dealInnerFolds({ labels, numClasses, keys, folds: FOLDS, seed: own });
}

/**
 * The sigmoids that make probabilities of the scores, for each penalty one per score.
 *
 * They are fitted to the scores that rows get from machines which have not seen them. Rows in no fold
 * get theirs from the machine of all rows: Platt's (1999) first proposal, which flatters, and which
 * his targets keep from becoming a step. scikit-learn refuses such classes.
 *
 * @param whole The machines of all rows, one solution per penalty, in the coordinates of `train`.
 */
function fitSigmoids(
  train: LabelledFeatures,
  { penalties, foldOf, whole, use }: Calibration,
): Pick<OneVsRestModel, "slopes" | "offsets">[] {
  const { labels, numClasses } = train;
  const outputs = numScores(numClasses);
  const scores = penalties.map(() => new Float64Array(labels.length * outputs));
  const kept = rowsWhere(foldOf, (own) => own === NEVER_HELD);
  const ofKept = takeRows(train.features, kept);
  for (const [i, linear] of whole.entries()) {
    putRows(scores[i]!, kept, applyLinear(linear, ofKept));
  }
  for (const [fold, held] of rowsOfFolds(foldOf)) {
    const seen = rowsWhere(foldOf, (own) => own !== fold);
    const coordinates = shortestCoordinates(takeRows(train.features, seen));
    const classes = { numClasses, labels: seen.map((row) => labels[row]!) };
    const solver = svmSolver(classes, coordinates, use);
    const projected = coordinates.project(takeRows(train.features, held));
    for (const [i, solution] of solver.solvePath(penalties).entries()) {
      putRows(scores[i]!, held, applyLinear(solver.toProjectedLinear(solution), projected));
    }
  }
  return scores.map((all) => {
    const sigmoids = Array.from({ length: outputs }, (_, score) => {
      const own = all.filter((_, at) => at % outputs === score);
      const isPositive = Array.from(labels, (label) => isOwn(label, score, numClasses));
      return fitSigmoid(own, isPositive);
    });
    return {
      slopes: Float64Array.from(sigmoids, ({ slope }) => slope),
      offsets: Float64Array.from(sigmoids, ({ offset }) => offset),
    };
  });
}

interface Calibration {
  readonly penalties: readonly number[];
  /** As `calibrationFolds` gives it. */
  readonly foldOf: Int32Array;
  readonly whole: readonly LinearMap[];
  readonly use: SvmUse;
}

/** Puts rows of scores, one after the other, where they belong. */
function putRows(all: Float64Array, rows: Int32Array, scores: Float64Array): void {
  const outputs = scores.length / rows.length;
  for (const [position, row] of rows.entries()) {
    all.set(scores.subarray(position * outputs, (position + 1) * outputs), row * outputs);
  }
}

function rowsWhere(foldOf: Int32Array, test: (fold: number) => boolean): Int32Array {
  return Int32Array.from(foldOf.keys()).filter((row) => test(foldOf[row]!));
}

/** p = 1 / (1 + exp(-(slope · score + offset))). */
export interface Sigmoid {
  readonly slope: number;
  readonly offset: number;
}

/**
 * The sigmoid that turns scores into probabilities with the least cross-entropy.
 *
 * The targets are (N₊ + 1) / (N₊ + 2) and 1 / (N₋ + 2) instead of 1 and 0, so that scores which
 * separate the classes do not make it a step. Equals what scikit-learn's
 * `CalibratedClassifierCV(method="sigmoid")` fits, except that the slope is never negative: scores that
 * rank unseen rows the wrong way round say nothing about the class, and do not speak for another one.
 *
 * @param scores Of rows that the classifier had not seen, shape [n].
 * @param isPositive Whether each belongs to the class, shape [n].
 * @see Platt 1999, "Probabilistic outputs for support vector machines".
 */
export function fitSigmoid(scores: Float64Array, isPositive: readonly boolean[]): Sigmoid {
  const positives = isPositive.filter(Boolean).length;
  const negatives = isPositive.length - positives;
  const targets = isPositive.map((own) =>
    own ? (positives + 1) / (positives + 2) : 1 / (negatives + 2),
  );
  const start = Float64Array.of(0, Math.log((positives + 1) / (negatives + 1)));
  // Scores of one size, so that one tolerance suits them all.
  const size = scores.reduce((largest, score) => Math.max(largest, Math.abs(score)), 0) || 1;
  const objective = (x: Float64Array, gradient: Float64Array): number => {
    let value = 0;
    gradient.fill(0);
    for (const [i, target] of targets.entries()) {
      const score = scores[i]! / size;
      const logit = x[0]! * score + x[1]!;
      value += softplus(logit) - target * logit;
      const error = 1 / (1 + Math.exp(-logit)) - target;
      gradient[0]! += error * score;
      gradient[1]! += error;
    }
    return value;
  };
  const { x } = minimise(objective, start, { tolerance: 1e-8, maxIterations: 500 });
  if (x[0]! >= 0) return { slope: x[0]! / size, offset: x[1]! };
  // The loss is convex: its least value among slopes of at least 0 then lies at 0, with the mean target.
  const share = targets.reduce((sum, target) => sum + target, 0) / targets.length;
  return { slope: 0, offset: Math.log(share / (1 - share)) };
}

/** ln(1 + exp(z)) without overflow. */
function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}
