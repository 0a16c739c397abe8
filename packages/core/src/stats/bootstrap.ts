import { AppError } from "../errors.ts";
import { createRng } from "../random/index.ts";
import { bcaInterval } from "./bca-interval.ts";
import { checkConfidence, checkCount } from "./check-input.ts";
import type { Interval } from "./wilson-interval.ts";

export interface BootstrapOptions {
  /** Which stratum each example is of; resamples hold as many of each as there are. Default: one. */
  readonly strata?: ArrayLike<number> | undefined;
  /** Default 2,000. */
  readonly resamples?: number | undefined;
  /** In (0, 1), default 0.95. */
  readonly confidence?: number | undefined;
  readonly seed: number;
}

/**
 * BCa bootstrap interval of any statistic of a list of examples. Give each example all that was seen
 * of it, and the bootstrap is a paired one.
 *
 * @param numExamples Length of the list.
 * @param statistic From positions in the list, one perhaps several times, shape [n] or [n - 1]; null
 *   where it is not defined.
 * @returns Null where the statistic is not defined, for the data, for a tenth of the resamples or
 *   without some one example, or where the interval is not (`bcaInterval`). The same seed gives the
 *   same interval.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or OUT_OF_RANGE.
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapters 11 and 14.
 */
export function bootstrapInterval(
  numExamples: number,
  statistic: (positions: Int32Array) => number | null,
  { strata, resamples = 2000, confidence = 0.95, seed }: BootstrapOptions,
): Interval | null {
  if (numExamples === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "There is no interval without examples.",
      hint: "Test on at least one image.",
    });
  }
  checkCount(numExamples, "examples");
  checkCount(resamples, "resamples");
  checkConfidence(confidence);
  const groups = groupByStratum(numExamples, strata);
  const whole = Int32Array.from({ length: numExamples }, (_, i) => i);
  const estimate = statistic(whole);
  if (estimate === null) return null;
  const jackknife = leaveOneOut(groups, (left) => statistic(whole.filter((i) => i !== left)));
  const replicates = resample(groups, { numExamples, resamples, seed }, statistic);
  if (jackknife === null || replicates.length < 0.9 * resamples) return null;
  return bcaInterval({ estimate, replicates, jackknife, confidence });
}

function groupByStratum(n: number, strata: ArrayLike<number> | undefined): Int32Array[] {
  if (strata && strata.length !== n) {
    throw new AppError({
      code: "SHAPE_MISMATCH",
      message: `${n} examples, but ${strata.length} strata.`,
      hint: "Give one stratum per example.",
    });
  }
  const groups = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const stratum = strata?.[i] ?? 0;
    const group = groups.get(stratum);
    if (group) group.push(i);
    else groups.set(stratum, [i]);
  }
  return [...groups.values()].map((group) => Int32Array.from(group));
}

function leaveOneOut(
  groups: readonly Int32Array[],
  without: (left: number) => number | null,
): Float64Array[] | null {
  const lists: Float64Array[] = [];
  for (const group of groups) {
    const values = new Float64Array(group.length);
    for (const [i, left] of group.entries()) {
      // Without its only example a stratum is gone; `bcaInterval` passes over such a list.
      const value = group.length === 1 ? 0 : without(left);
      if (value === null) return null;
      values[i] = value;
    }
    lists.push(values);
  }
  return lists;
}

function resample(
  groups: readonly Int32Array[],
  { numExamples, resamples, seed }: { numExamples: number; resamples: number; seed: number },
  statistic: (positions: Int32Array) => number | null,
): Float64Array {
  const rng = createRng(seed);
  const drawn = new Int32Array(numExamples);
  const values = new Float64Array(resamples);
  let count = 0;
  for (let r = 0; r < resamples; r++) {
    let at = 0;
    for (const group of groups) {
      for (let i = 0; i < group.length; i++) drawn[at++] = group[Math.floor(rng() * group.length)]!;
    }
    const value = statistic(drawn);
    if (value !== null) values[count++] = value;
  }
  return values.subarray(0, count);
}
