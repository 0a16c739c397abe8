import { createRng, deriveSeed } from "../random/index.ts";
import { stratifiedFolds } from "../split/index.ts";
import type { LabelledFeatures } from "./classifier.ts";
import { takeRows } from "./feature-matrix.ts";
import { applyLinear } from "./linear-classifier.ts";
import { fitSigmoid, type Sigmoid } from "./platt.ts";
import { shortestCoordinates } from "./row-span.ts";
import { isOwn, numScores, svmSolver } from "./svm-solver.ts";

const FOLDS = 5;

/**
 * Fold of each row for the inner cross-validation that turns scores into probabilities. Rows with the
 * same key stay together; with one key only, all are in one fold.
 */
export function calibrationFolds(train: LabelledFeatures, seed: number): Int32Array {
  const { labels, numClasses, keys } = train;
  const units = keys ? new Set(keys).size : labels.length;
  if (units < 2) return new Int32Array(labels.length);
  const rng = createRng(deriveSeed(seed, "calibration"));
  const folds = Math.min(FOLDS, units);
  return stratifiedFolds(labels, { numClasses, folds, rng, ...(keys && { keys }) });
}

/**
 * The sigmoids that make probabilities of the scores, for each penalty one per score.
 *
 * They are fitted to the scores that rows get from machines which have not seen them; where all rows
 * are in one fold, for want of others, to those of the machine that has.
 */
export function fitSigmoids(
  train: LabelledFeatures,
  { penalties, foldOf }: { penalties: readonly number[]; foldOf: Int32Array },
): Sigmoid[][] {
  const { labels, numClasses } = train;
  const outputs = numScores(numClasses);
  const scores = penalties.map(() => new Float64Array(labels.length * outputs));
  const folds = new Set(foldOf);
  for (const fold of folds) {
    const held = rowsWhere(foldOf, (own) => own === fold);
    const seen = folds.size > 1 ? rowsWhere(foldOf, (own) => own !== fold) : held;
    const coordinates = shortestCoordinates(takeRows(train.features, seen));
    const solver = svmSolver({ numClasses, labels: seen.map((row) => labels[row]!) }, coordinates);
    const projected = coordinates.project(takeRows(train.features, held));
    for (const [i, solution] of solver.solvePath(penalties).entries()) {
      const own = applyLinear(solver.toProjectedLinear(solution), projected);
      for (const [position, row] of held.entries()) {
        const from = position * outputs;
        scores[i]!.set(own.subarray(from, from + outputs), row * outputs);
      }
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

function rowsWhere(foldOf: Int32Array, test: (fold: number) => boolean): Int32Array {
  return Int32Array.from(foldOf.keys()).filter((row) => test(foldOf[row]!));
}
