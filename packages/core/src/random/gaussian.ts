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

/**
 * Natural logarithm of x in (0, 1) from the four operations, which IEEE 754 fixes to the last bit;
 * the language leaves the last bits of `Math.log` to the machine. Absolute error below 1e-15.
 */
function ln(x: number): number {
  let mantissa = x;
  let halvings = 0;
  for (; mantissa < Math.SQRT1_2; halvings++) mantissa *= 2;
  // ln m = 2 artanh t = 2 (t + t^3/3 + t^5/5 + …) with |t| <= 0.172, so ten terms are enough.
  const t = (mantissa - 1) / (mantissa + 1);
  let series = 0;
  for (let odd = 21; odd >= 1; odd -= 2) series = series * t * t + 1 / odd;
  return 2 * t * series - halvings * Math.LN2;
}
