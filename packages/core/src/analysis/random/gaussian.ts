import { ln } from "./elementary.ts";
import type { Rng } from "./rng.ts";

/**
 * One draw from the normal distribution with mean 0 and variance 1.
 *
 * @see Marsaglia & Bray 1964, doi:10.1137/1006063 (polar method).
 */
export function gaussian(rng: Rng): number {
  for (;;) {
    const u = 2 * rng() - 1;
    const v = 2 * rng() - 1;
    const square = u * u + v * v;
    if (square > 0 && square < 1) return u * Math.sqrt((-2 * ln(square)) / square);
  }
}
