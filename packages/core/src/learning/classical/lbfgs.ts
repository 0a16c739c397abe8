/** A smooth function: writes its gradient at `x` and returns its value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** False if the iterations ran out, or rounding left no further step, before the tolerance. */
  readonly converged: boolean;
}

/** Number of past steps that stand for the curvature. */
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
    // Written so that a value that is no number counts as too far.
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
