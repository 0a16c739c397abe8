import { deriveSeed } from "../../analysis/random/index.ts";
import type { LabelledFeatures, LinearMap } from "./classifier.ts";
import { takeRows } from "./feature-matrix.ts";
import { dealInnerFolds, NEVER_HELD, rowsOfFolds } from "./inner-folds.ts";
import { applyLinear } from "./linear-classifier.ts";
import { fitSigmoid, type Sigmoid } from "./platt.ts";
import { shortestCoordinates } from "./row-span.ts";
import { isOwn, numScores, type SvmUse, svmSolver } from "./svm-solver.ts";

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
export function fitSigmoids(
  train: LabelledFeatures,
  { penalties, foldOf, whole, use }: Calibration,
): Sigmoid[][] {
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
  return scores.map((all) =>
    Array.from({ length: outputs }, (_, score) => {
      const own = all.filter((_, at) => at % outputs === score);
      return fitSigmoid(
        own,
        Array.from(labels, (label) => isOwn(label, score, numClasses)),
      );
    }),
  );
}

interface Calibration {
  readonly penalties: readonly number[];
  /** As `calibrationFolds` gives it. */
  readonly foldOf: Int32Array;
  readonly whole: readonly LinearMap[];
  readonly use: SvmUse;
}

/**
 * Probabilities from scores: the sigmoids of the classes, divided by their sum.
 *
 * @param scores Shape [n, numScores].
 * @returns Shape [n, numClasses].
 */
export function calibrate(
  scores: Float64Array,
  sigmoids: readonly Sigmoid[],
  numClasses: number,
): Float64Array {
  const outputs = sigmoids.length;
  const rows = scores.length / outputs;
  const probabilities = new Float64Array(rows * numClasses);
  for (let i = 0; i < rows; i++) {
    const row = probabilities.subarray(i * numClasses, (i + 1) * numClasses);
    let sum = 0;
    for (const [k, { slope, offset }] of sigmoids.entries()) {
      const p = 1 / (1 + Math.exp(-(slope * scores[i * outputs + k]! + offset)));
      row[k] = p;
      sum += p;
    }
    if (outputs === 1) row.set([1 - sum, sum]);
    else for (let k = 0; k < numClasses; k++) row[k] = sum > 0 ? row[k]! / sum : 1 / numClasses;
  }
  return probabilities;
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
