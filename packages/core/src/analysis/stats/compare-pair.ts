import { AppError } from "../../contract/errors.ts";
import { mcNemarExact } from "./mcnemar.ts";

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
