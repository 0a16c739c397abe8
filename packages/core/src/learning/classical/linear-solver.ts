import { AppError } from "../../contract/errors.ts";
import type { DoubleMatrix } from "./feature-matrix.ts";
import { checkColumns } from "./feature-matrix.ts";
import { addPanelProducts, type Coordinates, transpose } from "./linear-algebra.ts";
import type { LinearMap } from "./linear-map.ts";

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

/**
 * Replaces scores, shape [rows, outputs], by the derivative of the loss with respect to each of them.
 *
 * @returns The loss, summed over the rows.
 */
export type RowLoss = (scores: Float64Array) => number;

/**
 * The loss of linear scores, summed over the rows, plus ½ penalty Σ w².
 *
 * The unknowns are one block per output: its weights, then its bias, shape [outputs, columns + 1].
 * The bias is not penalised.
 */
function linearObjective(
  { data, rows, columns }: DoubleMatrix,
  outputs: number,
  loss: RowLoss,
): (penalty: number) => Objective {
  const length = columns + 1;
  // A column of ones makes the bias a weight like the others; both orders make each pass contiguous.
  const byRow = { data: new Float64Array(rows * length).fill(1), rows, length };
  for (let i = 0; i < rows; i++) {
    byRow.data.set(data.subarray(i * columns, (i + 1) * columns), i * length);
  }
  const byColumn = { data: transpose(byRow.data, length), rows: length, length: rows };

  return (penalty) => (x, gradient) => {
    const ofOutputs = new Float64Array(outputs * rows);
    addPanelProducts({ data: x, rows: outputs, length }, byRow, { products: ofOutputs });
    const errors = transpose(ofOutputs, rows);
    let value = loss(errors);
    for (let at = 0; at < x.length; at++) {
      const weight = (at + 1) % length === 0 ? 0 : x[at]!;
      value += 0.5 * penalty * weight * weight;
      gradient[at] = penalty * weight;
    }
    const byOutput = { data: transpose(errors, outputs), rows: outputs, length: rows };
    addPanelProducts(byOutput, byColumn, { products: gradient });
    return value;
  };
}

/**
 * @throws {AppError} OUT_OF_RANGE.
 */
function checkPenalty(l2: number): void {
  if (l2 >= 0 && Number.isFinite(l2)) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `An L2 penalty of ${l2} is not possible.`,
    hint: "Give a number that is 0 or larger; larger means smaller weights.",
  });
}

/** Exponents of ten that the grid covers, in steps of a half. */
const STRONGEST = 2;
const WEAKEST = -3;

/**
 * Eleven penalties for standardised features, from 100 to 0.001 times the number of features.
 *
 * Standardised vectors have a squared length of about `columns`, so a penalty in proportion to it
 * means the same for 3 features as for 150,000. For 1,280 features the grid spans C = 1 / l2 from
 * 8e-6 to 0.8.
 *
 * @returns In descending order, with three significant digits, so that a table shows them exactly.
 */
export function penaltyGrid(columns: number): number[] {
  const steps = 2 * (STRONGEST - WEAKEST);
  return Array.from({ length: steps + 1 }, (_, step) =>
    Number((columns * 10 ** (STRONGEST - step / 2)).toPrecision(3)),
  );
}

/** A smooth function: writes its gradient at `x` and returns its value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** False if the iterations ran out, or rounding left no further step, before the tolerance. */
  readonly converged: boolean;
}

/** Number of past steps that approximate the curvature. */
const MEMORY = 10;
const SUFFICIENT_DECREASE = 1e-4;
const CURVATURE = 0.9;

/**
 * Minimises a convex function by limited-memory BFGS with a line search for the weak Wolfe
 * conditions, by doubling and bisection.
 *
 * @param start Not changed.
 * @param options.tolerance Stop when no component of the gradient is larger than this.
 * @see Liu & Nocedal 1989, doi:10.1007/BF01589116; line search: Lewis & Overton 2013,
 *   doi:10.1007/s10107-012-0514-2.
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  options: { tolerance: number; maxIterations: number },
): Minimum {
  let x: Float64Array = Float64Array.from(start);
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  const history: Step[] = [];
  for (let iterations = 0; ; iterations++) {
    const converged = largestSize(gradient) <= options.tolerance;
    if (converged || iterations === options.maxIterations)
      return { x, value, iterations, converged };
    const direction = descentDirection(gradient, history);
    // Without curvature yet, the first step has length 1 at most.
    const length = history.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)));
    const next = searchLine(objective, { x, value, gradient, direction, length });
    if (next === null) return { x, value, iterations, converged };
    const change = next.x.map((component, i) => component - x[i]!);
    const bend = next.gradient.map((component, i) => component - gradient[i]!);
    const curvature = dot(change, bend);
    if (curvature > Number.EPSILON * dot(bend, bend)) {
      history.push({ change, bend, inverse: 1 / curvature });
      if (history.length > MEMORY) history.shift();
    }
    ({ x, value, gradient } = next);
  }
}

/** One step: how x changed, how the gradient changed, and 1 / (their inner product). */
interface Step {
  readonly change: Float64Array;
  readonly bend: Float64Array;
  readonly inverse: number;
}

/** Minus the gradient times the inverse Hessian that the past steps suggest (two-loop recursion). */
function descentDirection(gradient: Float64Array, history: readonly Step[]): Float64Array {
  const direction = gradient.map((component) => -component);
  const factors = new Float64Array(history.length);
  for (let i = history.length - 1; i >= 0; i--) {
    const { change, bend, inverse } = history[i]!;
    factors[i] = inverse * dot(change, direction);
    addScaled(direction, -factors[i]!, bend);
  }
  const last = history.at(-1);
  if (last) {
    const scale = 1 / (last.inverse * dot(last.bend, last.bend));
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const [i, { change, bend, inverse }] of history.entries()) {
    addScaled(direction, factors[i]! - inverse * dot(bend, direction), change);
  }
  return direction;
}

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/** The next point along the direction; null if rounding hides every decrease. */
function searchLine(
  objective: Objective,
  from: Point & { direction: Float64Array; length: number },
): Point | null {
  const { direction } = from;
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return null;
  // Near the minimum the decrease drowns in the rounding of the value itself.
  const slack = 4 * Number.EPSILON * Math.abs(from.value);
  let length = from.length;
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  for (let attempt = 0; attempt < 60; attempt++) {
    const x = Float64Array.from(from.x);
    addScaled(x, length, direction);
    const gradient = new Float64Array(x.length);
    const value = objective(x, gradient);
    // Written so that NaN counts as too far.
    if (!(value <= from.value + SUFFICIENT_DECREASE * length * slope + slack)) high = length;
    else if (dot(gradient, direction) < CURVATURE * slope) low = length;
    else return { x, value, gradient };
    length = Number.isFinite(high) ? (low + high) / 2 : 2 * length;
  }
  return null;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, factor: number, vector: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * vector[i]!;
}

function largestSize(vector: Float64Array): number {
  return vector.reduce((largest, component) => Math.max(largest, Math.abs(component)), 0);
}
