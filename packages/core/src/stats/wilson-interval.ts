import { AppError } from "../errors.ts";
import { checkConfidence } from "./check-input.ts";
import { normalQuantile } from "./distributions/normal-quantile.ts";

/** Both ends of an interval of fractions. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Wilson's score interval for a fraction, such as an accuracy.
 *
 * With z the normal quantile: centre (p + z²/2n) / (1 + z²/n), half-width
 * z √(p(1-p)/n + z²/4n²) / (1 + z²/n). Unlike p ± z √(p(1-p)/n) it has a width at 0 and 100 %.
 *
 * @param successes Whole number in [0, trials].
 * @param trials Whole number, at least 1.
 * @param confidence In (0, 1).
 * @returns Within [0, 1].
 * @throws {AppError} EMPTY_INPUT or OUT_OF_RANGE.
 * @see Wilson 1927, doi:10.1080/01621459.1927.10502953.
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  checkCounts(successes, trials);
  checkConfidence(confidence);
  const z = normalQuantile((1 + confidence) / 2);
  const p = successes / trials;
  const scale = 1 + (z * z) / trials;
  const centre = (p + (z * z) / (2 * trials)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / trials + (z / (2 * trials)) ** 2);
  return {
    low: successes === 0 ? 0 : centre - half,
    high: successes === trials ? 1 : centre + half,
  };
}

function checkCounts(successes: number, trials: number): void {
  if (trials === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "There is no interval for 0 trials.",
      hint: "Test on at least one image.",
    });
  }
  const whole = Number.isInteger(successes) && Number.isInteger(trials);
  if (whole && successes >= 0 && successes <= trials) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `${successes} successes in ${trials} trials cannot be.`,
    hint: "Give two whole numbers, the first not above the second.",
  });
}
