import { incompleteBeta } from "./incomplete-beta.ts";
import { upperGamma } from "./incomplete-gamma.ts";

/** P[Z <= z] of a standard normal variable. */
export function normalCdf(z: number): number {
  const tail = upperGamma(0.5, (z * z) / 2) / 2;
  return z < 0 ? tail : 1 - tail;
}

/** P[X >= x] of a chi-squared variable. */
export function chiSquaredTail(x: number, degreesOfFreedom: number): number {
  return upperGamma(degreesOfFreedom / 2, x / 2);
}

/** P[X <= k] of a binomial variable: n trials, each with chance p. */
export function binomialCdf(k: number, { n, p }: { n: number; p: number }): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(1 - p, { a: n - k, b: k + 1 });
}

/** P[|T| >= |t|] of Student's t. */
export function studentTwoSided(t: number, degreesOfFreedom: number): number {
  const x = degreesOfFreedom / (degreesOfFreedom + t * t);
  return incompleteBeta(x, { a: degreesOfFreedom / 2, b: 0.5 });
}
