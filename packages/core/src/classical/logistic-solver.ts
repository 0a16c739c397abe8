import { checkLabelledFeatures, type LabelledFeatures, type LinearMap } from "./classifier.ts";
import { checkColumns, type FeatureMatrix } from "./feature-matrix.ts";
import { minimise } from "./lbfgs.ts";
import { checkPenalty } from "./penalty.ts";
import { plainCoordinates, spanOfRows } from "./row-span.ts";
import { softmaxObjective } from "./softmax-objective.ts";

/** Largest component of the gradient at which a fit counts as finished, per row. */
const TOLERANCE = 1e-7;
const MAX_ITERATIONS = 2000;

/** Weights and bias in the solver's coordinates: one block per class, its weights, then its bias. */
type Solution = Float64Array;

/** Fits the same rows with many penalties: what does not depend on the penalty is done once. */
export interface LogisticSolver {
  /** @param start A map of the features to start from. */
  solve(l2: number, start?: LinearMap): Solution;
  /** One solution per penalty, in the order given; each starts from the next stronger one. */
  solvePath(penalties: readonly number[]): Solution[];
  /** A solution as a map of the features. */
  toLinear(solution: Solution): LinearMap;
  /** Feature vectors in the solver's coordinates, and a solution as a map of those. */
  project(features: FeatureMatrix): FeatureMatrix;
  toProjectedLinear(solution: Solution): LinearMap;
}

/**
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH, OUT_OF_RANGE or LABEL_OUT_OF_RANGE.
 */
export function logisticSolver(train: LabelledFeatures): LogisticSolver {
  checkLabelledFeatures(train);
  const { features, labels, numClasses } = train;
  const { rows, columns } = features;
  const coordinates = columns > rows ? spanOfRows(features) : plainCoordinates(features);
  const { reduced } = coordinates;
  const blockLength = reduced.columns + 1;

  const objectiveFor = softmaxObjective(reduced, labels, numClasses);
  const minimiseFrom = (start: Solution, l2: number): Solution => {
    checkPenalty(l2);
    // Of two classes the weights are opposite: (l2 / 2) |w₁ - w₀|² is l2 (|w₁|² + |w₀|²).
    const penalty = numClasses === 2 ? 2 * l2 : l2;
    const settings = { tolerance: TOLERANCE * rows, maxIterations: MAX_ITERATIONS };
    return minimise(objectiveFor(penalty), start, settings).x;
  };
  const zeros = (): Solution => new Float64Array(numClasses * blockLength);

  // What lies outside the span of the rows is dropped: no optimum has it.
  const fromLinear = ({ weights, bias }: LinearMap): Solution => {
    const ofClasses = { data: transpose(weights, numClasses), rows: numClasses, columns };
    checkColumns({ ...ofClasses, columns: weights.length / numClasses }, columns);
    const { data } = coordinates.project(ofClasses);
    const solution = zeros();
    for (let k = 0; k < numClasses; k++) {
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
      blocksToLinear(solution, numClasses, (weights) => coordinates.expand(weights)),
    project: (others) => coordinates.project(others),
    toProjectedLinear: (solution) => blocksToLinear(solution, numClasses, (weights) => weights),
  };
}

function blocksToLinear(
  solution: Solution,
  numClasses: number,
  expand: (weights: Float64Array) => Float64Array,
): LinearMap {
  const blockLength = solution.length / numClasses;
  const blocks = Array.from({ length: numClasses }, (_, k) =>
    solution.subarray(k * blockLength, (k + 1) * blockLength),
  );
  const rows = blocks.map((block) => expand(block.subarray(0, -1)));
  const columns = rows[0]!.length;
  const weights = new Float64Array(columns * numClasses);
  for (const [k, row] of rows.entries()) {
    for (let j = 0; j < columns; j++) weights[j * numClasses + k] = row[j]!;
  }
  return { weights, bias: Float64Array.from(blocks, (block) => block.at(-1)!) };
}

/** From shape [n, columns] to [columns, n]. */
function transpose(matrix: Float64Array, columns: number): Float64Array {
  const rows = matrix.length / columns;
  return matrix.map((_, i) => matrix[(i % rows) * columns + Math.floor(i / rows)]!);
}
