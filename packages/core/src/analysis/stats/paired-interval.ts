import { checkConfidence } from "./check-input.ts";
import { betaCdf, betaQuantile } from "./distributions/beta.ts";
import { mcNemarExact } from "./mcnemar.ts";
import type { Interval } from "./wilson-interval.ts";

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
