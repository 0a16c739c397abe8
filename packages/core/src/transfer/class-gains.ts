import { comparePair, holm } from "../stats/index.ts";

/** What transfer did to one class. */
export interface ClassGain {
  /** Label index. */
  readonly label: number;
  /** Test pictures of the class. */
  readonly total: number;
  /** Of them recognised without and with transfer, in [0, 1]. */
  readonly without: number;
  readonly with: number;
  /** The difference, in [-1, 1]; below 0 it is negative transfer. */
  readonly gain: number;
  /** Of the exact McNemar test on the pictures of the class, Holm-corrected over the classes. */
  readonly correctedPValue: number;
}

/** Answers of two classifiers to the same test pictures, in one order, shape [n]. */
interface TransferAnswers {
  readonly truth: ArrayLike<number>;
  /** Whether each was recognised without and with transfer. */
  readonly without: readonly boolean[];
  readonly with: readonly boolean[];
}

/**
 * The gain of each class that has test pictures, in the order of the labels. An overall gain may hide a class that
 * transfer made worse.
 *
 * @throws {AppError} SHAPE_MISMATCH.
 */
export function classGains(answers: TransferAnswers): ClassGain[] {
  const labels = [...new Set(Array.from(answers.truth))].sort((a, b) => a - b);
  const pairs = labels.map((label) => {
    const ofClass = (correct: readonly boolean[]) =>
      correct.filter((_, i) => answers.truth[i] === label);
    return comparePair({
      nameA: "without transfer",
      nameB: "with transfer",
      correctA: ofClass(answers.without),
      correctB: ofClass(answers.with),
    });
  });
  const corrected = holm(pairs.map(({ pValue }) => pValue));
  return pairs.map(({ total, both, onlyA, onlyB, difference }, i) => ({
    label: labels[i]!,
    total,
    without: (both + onlyA) / total,
    with: (both + onlyB) / total,
    gain: difference,
    correctedPValue: corrected[i]!,
  }));
}
