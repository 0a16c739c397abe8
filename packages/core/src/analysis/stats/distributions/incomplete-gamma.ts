import { logGamma } from "./log-gamma.ts";

/** Each is 0.5 or above in use; a few hundred terms are then far more than any case needs. */
const MAX_TERMS = 10_000;

/**
 * Regularised upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a).
 *
 * @param a Above 0.
 * @param x 0 or above.
 * @returns In [0, 1].
 * @see Abramowitz & Stegun 1964, 6.5.29 (series) and 6.5.31 (continued fraction).
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? 1 - scale * lowerSeries(a, x) : scale * upperFraction(a, x);
}

/** γ(a, x) eˣ x⁻ᵃ */
function lowerSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < MAX_TERMS && sum + term !== sum; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** Γ(a, x) eˣ x⁻ᵃ as a continued fraction, by the method of Lentz. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MAX_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (b + numerator * d);
    c = b + numerator / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  return fraction;
}
