import { AppError } from "../../contract/errors.ts";
import { formatPoints, formatPValue } from "../format.ts";
import type { Interval } from "./intervals.ts";
import { pairedInterval } from "./intervals.ts";
import type { CochranQ } from "./paired-tests.ts";
import { holmSteps, mcNemarExact, SIGNIFICANT } from "./paired-tests.ts";
export interface RunScore {
  readonly name: string;
  readonly correct: number;
  readonly total: number;
  readonly accuracy: number;
  /** Wilson's, 95%. */
  readonly interval: Interval;
}

/** Several runs on the same test images. */
export interface RunComparison {
  /** The most accurate first; equal ones in the order given. */
  readonly scores: readonly RunScore[];
  /** Every two runs, the less accurate one as A; Holm-corrected over all of them. */
  readonly pairs: readonly JudgedPair[];
  /** Whether any of them differ; null where nothing differs at all. */
  readonly cochranQ: CochranQ | null;
  /** What can be said, in plain sentences, the most important first. */
  readonly verdict: readonly string[];
}

/** Two classifiers on the same test images. */
export interface PairInput {
  readonly nameA: string;
  readonly nameB: string;
  /** Whether A was right, per image, shape [n]. */
  readonly correctA: readonly boolean[];
  /** The same for B, in the same order. */
  readonly correctB: readonly boolean[];
}

export interface PairComparison {
  readonly nameA: string;
  readonly nameB: string;
  /** Number of test images. */
  readonly total: number;
  /** Images that both, only A, only B and neither got right; they add up to `total`. */
  readonly both: number;
  readonly onlyA: number;
  readonly onlyB: number;
  readonly neither: number;
  /** Accuracy of B minus accuracy of A, in [-1, 1]. */
  readonly difference: number;
  /** Of the exact McNemar test, for this pair alone. */
  readonly pValue: number;
}

/**
 * Counts on which images two classifiers differ, and tests whether that could be chance.
 *
 * @throws {AppError} EMPTY_INPUT or SHAPE_MISMATCH.
 */
export function comparePair(input: PairInput): PairComparison {
  checkPair(input);
  const { nameA, nameB, correctA, correctB } = input;
  const total = correctA.length;
  let [both, onlyA, onlyB, neither] = [0, 0, 0, 0];
  for (let i = 0; i < total; i++) {
    if (correctA[i] && correctB[i]) both += 1;
    else if (correctA[i]) onlyA += 1;
    else if (correctB[i]) onlyB += 1;
    else neither += 1;
  }
  const difference = (onlyB - onlyA) / total;
  const pValue = mcNemarExact(onlyA, onlyB);
  return { nameA, nameB, total, both, onlyA, onlyB, neither, difference, pValue };
}

/** @throws {AppError} EMPTY_INPUT or SHAPE_MISMATCH. */
function checkPair({ nameA, nameB, correctA, correctB }: PairInput): void {
  const total = correctA.length;
  if (total !== correctB.length) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `"${nameA}" has ${total} test image${total === 1 ? "" : "s"}, "${nameB}" has ${correctB.length}.`,
      hint: "Compare runs that were tested on the same images.",
    });
  }
  if (total === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: `"${nameA}" and "${nameB}" have no test images.`,
      hint: "Compare runs that have predictions.",
    });
  }
}

/** Two classifiers with everything that is said of them anywhere. */
export interface JudgedPair extends PairComparison {
  /** Of the exact McNemar test, after Holm's correction over all pairs of the list, in [0, 1]. */
  readonly correctedPValue: number;
  /** Whether the difference is more than chance: the corrected p-value is below 0.05. Colour and words follow it. */
  readonly isClear: boolean;
  /**
   * Of the difference B - A, by inverting the same test at the level of its step of the correction: it leaves 0 out
   * exactly where `isClear`. Null where it would leave out next to nothing.
   */
  readonly interval: Interval | null;
  /** The comparison in one plain sentence. */
  readonly verdict: string;
}

/** The pairs in the given order, Holm-corrected over all of them. */
export function judgePairs(pairs: readonly PairComparison[]): JudgedPair[] {
  const steps = holmSteps(pairs.map((pair) => pair.pValue));
  return pairs.map((pair, i) => {
    const { correctedPValue, divisor } = steps[i]!;
    return {
      ...pair,
      correctedPValue,
      isClear: correctedPValue < SIGNIFICANT,
      interval: pairedInterval(pair, 1 - SIGNIFICANT / divisor),
      verdict: verdict(pair, { pValue: correctedPValue, numPairs: pairs.length }),
    };
  });
}

/**
 * A comparison in one plain sentence: what differs, and whether it could be chance.
 *
 * @param comparison Two runs on the same images.
 * @param corrected The p-value after correction over `numPairs` pairs; left out for one pair.
 */
export function verdict(
  comparison: PairComparison,
  corrected: { pValue: number; numPairs: number } = { pValue: comparison.pValue, numPairs: 1 },
): string {
  const { nameA, nameB, total, both, onlyA, onlyB, difference } = comparison;
  const images = total === 1 ? "1 image" : `${total} images`;
  if (onlyA + onlyB === 0) {
    return `${nameB} and ${nameA} are ${sameImages(both, images, total)}; nothing tells them apart.`;
  }
  const pairs = corrected.numPairs > 1 ? `, corrected for ${corrected.numPairs} pairs` : "";
  const p = `(${formatPValue(corrected.pValue)}${pairs})`;
  if (difference === 0) {
    return `${nameB} and ${nameA} tie: both right on ${both + onlyB} of ${images}, each on ${onlyA} where the other is wrong ${p}.`;
  }
  const direction = difference > 0 ? "higher" : "lower";
  const lead = `${nameB} is ${formatPoints(Math.abs(difference))} ${direction} than ${nameA}`;
  const chance =
    corrected.pValue < SIGNIFICANT ? "this is unlikely to be chance" : "this could be chance";
  return `${lead}; with ${images} ${chance} ${p}.`;
}

function sameImages(both: number, images: string, total: number): string {
  if (total === 1) return `both ${both === 1 ? "right" : "wrong"} on the only image`;
  if (both === total) return `both right on all ${images}`;
  return both === 0 ? `both wrong on all ${images}` : `right on the same ${both} of ${images}`;
}
