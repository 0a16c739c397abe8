import { AppError } from "../../contract/errors.ts";
import { betaCdf, betaQuantile, normalQuantile } from "./distributions.ts";
import { checkConfidence, mcNemarExact } from "./paired-tests.ts";

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

/** A share that is not a plain fraction of trials, such as a mean recall. */
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
      message: "An interval needs at least one trial.",
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

/** On how many of the test images exactly one of two classifiers is right. */
export interface DiscordantCounts {
  readonly onlyA: number;
  readonly onlyB: number;
  /** Test images, at least `onlyA + onlyB`. */
  readonly total: number;
}

/**
 * Interval of the difference of two accuracies on the same images, B - A, that agrees with the exact McNemar
 * test: it leaves 0 out exactly where the test's p-value is below 1 - confidence.
 *
 * The difference is ψ (2π - 1), with ψ the share of discordant images and π the share of those that B wins.
 * The exact (Clopper-Pearson) confidence distribution of π, which inverts the test, is melded with that of ψ:
 * each end is a quantile of their product.
 *
 * @param confidence In (0, 1), default 0.95; 1 - 0.05 / m for the m-th part of a Bonferroni correction.
 * @returns In [-1, 1]; null where it would leave out next to nothing: with a handful of images.
 * @throws {AppError} OUT_OF_RANGE.
 * @see Fay, Proschan & Brittain 2015, doi:10.1111/biom.12231, and Fay & Lumbard 2021, doi:10.1002/sim.8829.
 */
export function pairedInterval(
  { onlyA, onlyB, total }: DiscordantCounts,
  confidence = 0.95,
): Interval | null {
  checkConfidence(confidence);
  const pValue = mcNemarExact(onlyA, onlyB);
  const share = NODES.map(([u]) => betaQuantile(u, shareShape(onlyA + onlyB, total)));
  const tail = (1 - confidence) / 2;
  // The upper end is the lower one of A - B.
  let low = lowerEnd(share, { wins: onlyB, losses: onlyA, tail });
  let high = -lowerEnd(share, { wins: onlyA, losses: onlyB, tail });
  // At the very level rounding may put an end on the wrong side of 0: the test decides.
  if (pValue >= 1 - confidence) [low, high] = [Math.min(low, 0), Math.max(high, 0)];
  return high - low > WIDEST ? null : { low, high };
}

/** Of [-1, 1]: a wider interval leaves out next to nothing and is none. */
const WIDEST = 1.6;

/** Jeffreys' confidence distribution of a share. */
function shareShape(count: number, total: number) {
  return { a: count + 0.5, b: total - count + 0.5 };
}

interface Side {
  readonly wins: number;
  readonly losses: number;
  /** Probability below the end. */
  readonly tail: number;
}

/** The `tail` quantile of ψ (2π - 1), π by its lower exact confidence distribution, Beta(wins, losses + 1). */
function lowerEnd(share: readonly number[], { wins, losses, tail }: Side): number {
  const below = (difference: number): number => {
    let sum = 0;
    for (const [i, psi] of share.entries()) {
      const pi = (1 + difference / psi) / 2;
      sum +=
        NODES[i]![1] * (wins === 0 ? Number(pi >= 0) : betaCdf(pi, { a: wins, b: losses + 1 }));
    }
    return sum;
  };
  // Whether the end is above 0 depends on π alone; so its sign is that of the test.
  const isAbove = below(0) < tail;
  let [low, high] = isAbove ? [0, 1] : [-1, 0];
  for (let i = 0; i < 36; i++) {
    const middle = (low + high) / 2;
    if (below(middle) < tail) low = middle;
    else high = middle;
  }
  return isAbove ? low : high;
}

/** Nodes in (0, 1) and their weights, which sum to 1: the midpoints of equal parts, finer towards the ends. */
const NODES: readonly (readonly [node: number, weight: number])[] = Array.from(
  { length: 24 },
  (_, i) => {
    const [from, to] = [i, i + 1].map((k) => (1 - Math.cos((Math.PI * k) / 24)) / 2);
    return [(from! + to!) / 2, to! - from!] as const;
  },
);
