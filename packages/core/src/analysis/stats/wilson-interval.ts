import { AppError } from "../../contract/errors.ts";
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
  return scoreInterval(successes / trials, trials, confidence);
}

/** A share that is not a plain fraction of so many trials, such as a mean recall. */
export interface EstimatedShare {
  /** In [0, 1]. */
  readonly share: number;
  /** Its estimated variance. */
  readonly variance: number;
  /** So many images were wrong: what the variance was estimated from. */
  readonly errors: number;
  /** Images that the share is worth if all are equally hard; the variance says little where few were wrong. */
  readonly size: number;
}

/**
 * Wilson's interval with the effective sample size: that of a fraction with the same variance.
 *
 * @returns Within [0, 1].
 * @see Korn & Graubard 1998, Survey Methodology 24, 193-201; Brown, Cai & DasGupta 2001, doi:10.1214/ss/1009213286.
 */
export function effectiveInterval(
  { share, variance, errors, size }: EstimatedShare,
  confidence = 0.95,
): Interval {
  checkConfidence(confidence);
  const p = Math.min(1, Math.max(0, share));
  const estimated = variance > 0 && p > 0 && p < 1 ? (p * (1 - p)) / variance : size;
  return scoreInterval(p, (errors + 1) / (errors / estimated + 1 / size), confidence);
}

function scoreInterval(p: number, n: number, confidence: number): Interval {
  const z = normalQuantile((1 + confidence) / 2);
  const scale = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / scale;
  const half = (z / scale) * Math.sqrt((p * (1 - p)) / n + (z / (2 * n)) ** 2);
  return { low: p === 0 ? 0 : centre - half, high: p === 1 ? 1 : centre + half };
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
