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

/** Statistics of a list of examples, by name; null where one is not defined. */
export type Statistics<Name extends string> = Readonly<Record<Name, number | null>>;

/**
 * BCa bootstrap intervals of any statistics of a list of examples, all from the same resamples. Give each
 * example all that was seen of it, and the bootstrap is a paired one.
 *
 * @param numExamples Length of the list.
 * @param measure From positions in the list, one perhaps several times, shape [n] or [n - 1]; of all of
 *   them it names every statistic.
 * @returns By name; null where the statistic is not defined, for the data, for a tenth of the resamples or
 *   without some one example, or where the interval is not (`bcaInterval`). The same seed gives the
 *   same intervals, whatever other statistics are measured beside.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or OUT_OF_RANGE.
 * @see Efron & Tibshirani 1993, An Introduction to the Bootstrap, chapters 11 and 14.
 */
export function bootstrapIntervals<Name extends string>(
  numExamples: number,
  measure: (positions: Int32Array) => Statistics<Name>,
  { strata, resamples = 2000, confidence = 0.95, seed }: BootstrapOptions,
): Record<Name, Interval | null> {
  checkExamples(numExamples);
  checkCount(resamples, "resamples");
  checkConfidence(confidence);
  const groups = groupByStratum(numExamples, strata);
  const whole = Int32Array.from({ length: numExamples }, (_, i) => i);
  const estimates = measure(whole);
  const without = groups.map((group) =>
    // Without its only example a stratum is gone; `bcaInterval` passes over such a list.
    group.length === 1 ? [null] : Array.from(group, (i) => measure(whole.filter((j) => j !== i))),
  );
  const drawn = resample(groups, { numExamples, resamples, seed }, measure);
  const intervalOf = (name: Name): Interval | null => {
    const estimate = estimates[name];
    const jackknife = without.map((list) => list.map((left) => (left === null ? 0 : left[name])));
    const replicates = drawn.map((values) => values[name]).filter(isDefined);
    if (estimate === null || replicates.length < 0.9 * resamples) return null;
    if (!jackknife.every((list) => list.every(isDefined))) return null;
    return bcaInterval({
      estimate,
      replicates: Float64Array.from(replicates),
      jackknife: jackknife.map((list) => Float64Array.from(list)),
      confidence,
    });
  };
  const names = Object.keys(estimates) as Name[];
  const intervals = names.map((name) => [name, intervalOf(name)]);
  // Each interval is that of its own name.
  return Object.fromEntries(intervals) as Record<Name, Interval | null>;
}

/** The same of a single statistic. */
export function bootstrapInterval(
  numExamples: number,
  statistic: (positions: Int32Array) => number | null,
  options: BootstrapOptions,
): Interval | null {
  const measure = (positions: Int32Array) => ({ only: statistic(positions) });
  return bootstrapIntervals(numExamples, measure, options).only;
}

function isDefined(value: number | null): value is number {
  return value !== null;
}

function checkExamples(numExamples: number): void {
  if (numExamples === 0) {
    throw new AppError({
      code: "EMPTY_INPUT",
      message: "There is no interval without examples.",
      hint: "Test on at least one image.",
    });
  }
  checkCount(numExamples, "examples");
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

function resample<Value>(
  groups: readonly Int32Array[],
  { numExamples, resamples, seed }: { numExamples: number; resamples: number; seed: number },
  measure: (positions: Int32Array) => Value,
): Value[] {
  const rng = createRng(seed);
  const drawn = new Int32Array(numExamples);
  const values: Value[] = [];
  for (let r = 0; r < resamples; r++) {
    let at = 0;
    for (const group of groups) {
      for (let i = 0; i < group.length; i++) drawn[at++] = group[Math.floor(rng() * group.length)]!;
    }
    values.push(measure(drawn));
  }
  return values;
}
