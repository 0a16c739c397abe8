import type { LabelledFeatures } from "./classifier.ts";
import type { RowLoss } from "./linear-objective.ts";
import { type LinearSolver, linearSolver } from "./linear-solver.ts";
import type { Coordinates } from "./row-span.ts";

/** What a fit is for: to answer with, or to compare settings by. */
export type SvmUse = "answers" | "search";

/**
 * Largest component of the gradient at which a fit counts as finished, per row. To compare settings by,
 * probabilities right to half a percent are enough; it takes less than half the time.
 */
const TOLERANCES: Readonly<Record<SvmUse, number>> = { answers: 1e-7, search: 1e-5 };

type Classes = Pick<LabelledFeatures, "labels" | "numClasses">;

/** One score per class against the rest; of two classes only that of the second, the other is its negative. */
export function numScores(numClasses: number): number {
  return numClasses === 2 ? 1 : numClasses;
}

/** Whether a row belongs to the class that a score is about. */
export function isOwn(label: number, score: number, numClasses: number): boolean {
  return label === (numClasses === 2 ? 1 : score);
}

/** Linear machines of squared hinge loss, one against the rest. */
export function svmSolver(classes: Classes, coordinates: Coordinates, use: SvmUse): LinearSolver {
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
