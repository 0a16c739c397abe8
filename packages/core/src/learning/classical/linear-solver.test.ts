import { expect, test } from "vitest";
import { minimise, type Objective } from "./linear-solver.ts";

/** ½ Σ c (x - t)², whose minimum is t. */
function quadratic(curvatures: number[], target: number[]): Objective {
  return (x, gradient) => {
    let value = 0;
    for (const [i, curvature] of curvatures.entries()) {
      const gap = x[i]! - target[i]!;
      gradient[i] = curvature * gap;
      value += 0.5 * curvature * gap * gap;
    }
    return value;
  };
}

test("finds the minimum of a quadratic whose curvatures differ by a factor of a million", () => {
  const target = [3, -1, 0.5, 10];
  const objective = quadratic([1e-3, 1, 30, 1e3], target);
  const found = minimise(objective, new Float64Array(4), { tolerance: 1e-9, maxIterations: 500 });
  expect(found.converged).toBe(true);
  expect(found.iterations).toBeLessThan(80);
  for (const [i, t] of target.entries()) expect(found.x[i]).toBeCloseTo(t, 5);
});

/** -ln(1 - x) - ln x: defined between 0 and 1, minimum at 1/2. */
function barrier(x: Float64Array, gradient: Float64Array): number {
  gradient[0] = 1 / (1 - x[0]!) - 1 / x[0]!;
  return -Math.log(1 - x[0]!) - Math.log(x[0]!);
}

test("takes a step back from where the value is no number", () => {
  const settings = { tolerance: 1e-10, maxIterations: 100 };
  const found = minimise(barrier, Float64Array.of(1e-6), settings);
  expect(found.converged).toBe(true);
  expect(found.x[0]).toBeCloseTo(0.5, 9);
});

test("starts at the minimum: no step", () => {
  const start = Float64Array.of(2);
  const found = minimise(quadratic([1], [2]), start, { tolerance: 1e-9, maxIterations: 10 });
  expect(found).toMatchObject({ iterations: 0, converged: true, value: 0 });
});

test("says so when the iterations run out, and leaves the start alone", () => {
  const start = Float64Array.of(0, 0, 0);
  const objective = quadratic([1, 100, 1e4], [1, 1, 1]);
  const found = minimise(objective, start, { tolerance: 1e-12, maxIterations: 2 });
  expect(found).toMatchObject({ iterations: 2, converged: false });
  expect([...start]).toEqual([0, 0, 0]);
});

test("an unreachable tolerance ends where rounding hides every step", () => {
  const objective = quadratic([1, 7], [1 / 3, 1 / 7]);
  const shifted: Objective = (x, gradient) => 1e6 + objective(x, gradient);
  const found = minimise(shifted, Float64Array.of(5, 5), { tolerance: 0, maxIterations: 1000 });
  expect(found.x[0]).toBeCloseTo(1 / 3, 4);
  expect(found.x[1]).toBeCloseTo(1 / 7, 4);
});
