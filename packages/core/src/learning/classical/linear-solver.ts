import type { LinearMap } from "./classifier.ts";
import { checkColumns } from "./feature-matrix.ts";
import { minimise } from "./lbfgs.ts";
import { linearObjective, type RowLoss } from "./linear-objective.ts";
import { checkPenalty } from "./penalty.ts";
import type { Coordinates } from "./row-span.ts";
import { transpose } from "./transpose.ts";

const MAX_ITERATIONS = 2000;

/** Weights and bias in the solver's coordinates: one block per output, its weights, then its bias. */
type Solution = Float64Array;

/** Fits the same rows with many penalties: what does not depend on the penalty is done once. */
export interface LinearSolver {
  /** @param start A map of the features to start from. */
  solve(l2: number, start?: LinearMap): Solution;
  /** One solution per penalty, in the order given; each starts from the next stronger one. */
  solvePath(penalties: readonly number[]): Solution[];
  /** A solution as a map of the features. */
  toLinear(solution: Solution): LinearMap;
  /** A solution as a map of feature vectors in the solver's coordinates. */
  toProjectedLinear(solution: Solution): LinearMap;
}

interface LinearProblem {
  /** Of the training rows. */
  readonly coordinates: Coordinates;
  /** Scores per row. */
  readonly outputs: number;
  readonly loss: RowLoss;
  /** Largest component of the gradient at which a fit counts as finished, per row. */
  readonly tolerance: number;
}

/**
 * Minimises a convex loss of linear scores plus (l2 / 2) Σ w², the bias not penalised.
 *
 * `solve` and `solvePath` throw {AppError} OUT_OF_RANGE for a penalty that is negative or no number.
 */
export function linearSolver({
  coordinates,
  outputs,
  loss,
  tolerance,
}: LinearProblem): LinearSolver {
  const { reduced } = coordinates;
  const blockLength = reduced.columns + 1;
  const objectiveFor = linearObjective(reduced, outputs, loss);
  const settings = { tolerance: tolerance * reduced.rows, maxIterations: MAX_ITERATIONS };
  const minimiseFrom = (start: Solution, l2: number): Solution => {
    checkPenalty(l2);
    return minimise(objectiveFor(l2), start, settings).x;
  };
  const zeros = (): Solution => new Float64Array(outputs * blockLength);

  // What lies outside the span of the rows is dropped: no optimum has it.
  const fromLinear = ({ weights, bias }: LinearMap): Solution => {
    const columns = coordinates.columns;
    const ofOutputs = { data: transpose(weights, outputs), rows: outputs, columns };
    checkColumns({ ...ofOutputs, columns: weights.length / outputs }, columns);
    const { data } = coordinates.project(ofOutputs);
    const solution = zeros();
    for (let k = 0; k < outputs; k++) {
      const start = k * blockLength;
      solution.set(data.subarray(k * reduced.columns, (k + 1) * reduced.columns), start);
      solution[start + reduced.columns] = bias[k]!;
    }
    return solution;
  };

  return {
    solve: (l2, start) => minimiseFrom(start ? fromLinear(start) : zeros(), l2),
    solvePath(penalties) {
      const strongestFirst = [...penalties.keys()].sort((i, j) => penalties[j]! - penalties[i]!);
      const solutions = Array<Solution>(penalties.length);
      let latest: Solution = zeros();
      for (const i of strongestFirst) {
        latest = minimiseFrom(latest, penalties[i]!);
        solutions[i] = latest;
      }
      return solutions;
    },
    toLinear: (solution) =>
      blocksToLinear(solution, outputs, (weights) => coordinates.expand(weights)),
    toProjectedLinear: (solution) => blocksToLinear(solution, outputs, (weights) => weights),
  };
}

function blocksToLinear(
  solution: Solution,
  outputs: number,
  expand: (weights: Float64Array) => Float64Array,
): LinearMap {
  const blockLength = solution.length / outputs;
  const blocks = Array.from({ length: outputs }, (_, k) =>
    solution.subarray(k * blockLength, (k + 1) * blockLength),
  );
  const rows = blocks.map((block) => expand(block.subarray(0, -1)));
  const columns = rows[0]!.length;
  const weights = new Float64Array(columns * outputs);
  for (const [k, row] of rows.entries()) {
    for (let j = 0; j < columns; j++) weights[j * outputs + k] = row[j]!;
  }
  return { weights, bias: Float64Array.from(blocks, (block) => block.at(-1)!) };
}
