import { incompleteBeta } from "./incomplete-beta.ts";

/** Of a Beta distribution, both above 0. */
export interface BetaShape {
  readonly a: number;
  readonly b: number;
}

/** P[X <= x] of a Beta variable, for any x. */
export function betaCdf(x: number, shape: BetaShape): number {
  return incompleteBeta(x, shape);
}

/**
 * The number below which a Beta variable falls with this probability, to about 1e-15.
 *
 * @param probability In [0, 1].
 */
export function betaQuantile(probability: number, shape: BetaShape): number {
  let [low, high] = [0, 1];
  // Halving is enough: a quantile near 0 or 1 is wanted as a number in [0, 1], not to all its digits.
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, shape) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
