import { findObstacle } from "@graft/core/comparability";
import {
  COMPARED_PROPERTIES,
  measureDifferences,
  measureIntervals,
  measureRun,
  type ScalarName,
} from "@graft/core/metrics";
import { deriveSeed } from "@graft/core/random";
import type { Interval } from "@graft/core/stats";
import { BoundedCache } from "../../../server/bounded-cache.ts";
import { toPredictions } from "../../to-predictions.ts";
import type { ComparedRun } from "../compared-run.ts";
import { intervalAgainst, type Pair } from "../judge-runs.ts";

type Values<Value> = Partial<Readonly<Record<ScalarName, Value | null>>>;

/** What was measured of one run. */
export interface MeasuredRun {
  readonly values: Values<number>;
  /** Null as long as they are being computed. */
  readonly intervals: Values<Interval> | null;
  /** Of the difference to the baseline; null for the baseline itself and for runs on other pictures. */
  readonly differences: Values<Interval> | null;
  /** Whether the baseline answered the same pictures. */
  readonly paired: boolean;
}

const PROPERTIES = COMPARED_PROPERTIES.map(({ name }) => name);
const BESIDE_ACCURACY = PROPERTIES.filter((name) => name !== "accuracy");

/** The single numbers of every run, without the intervals that take longer. */
export function measureCompared(
  runs: readonly ComparedRun[],
  baseline: ComparedRun,
): MeasuredRun[] {
  return runs.map((run) => ({
    values: measureRun(predictionsOf(run), { properties: PROPERTIES }),
    intervals: null,
    differences: null,
    paired: run !== baseline && findObstacle(baseline, run) === null,
  }));
}

interface IntervalContext {
  /** With the intervals of all differences in accuracy. */
  readonly pairs: readonly Pair[];
  /** Lets others have their turn. */
  readonly rest: () => Promise<void>;
}

/**
 * The same with intervals: of the accuracy those that stand elsewhere on the page, of the rest by bootstrap,
 * and paired bootstrap of the differences.
 */
export async function measureWithIntervals(
  runs: readonly ComparedRun[],
  baseline: ComparedRun,
  { pairs, rest }: IntervalContext,
): Promise<MeasuredRun[]> {
  const measured: MeasuredRun[] = [];
  for (const [i, plain] of measureCompared(runs, baseline).entries()) {
    const run = runs[i]!;
    await rest();
    const intervals = intervalsOf(run);
    const { low, high } = run.estimate;
    await rest();
    const differences = plain.paired ? differencesOf(baseline, run) : null;
    const accuracy = intervalAgainst(pairs, baseline, run);
    measured.push({
      ...plain,
      intervals: { ...intervals, accuracy: { low, high } },
      differences: differences && { ...differences, accuracy },
    });
  }
  return measured;
}

/** A measurement is a few numbers: how many of them is all that counts. */
const known = new BoundedCache<string, Values<Interval>>({ most: 500, size: 500 });

function remember(key: string, compute: () => Values<Interval>): Values<Interval> {
  const found = known.get(key);
  if (found) return found;
  const computed = compute();
  known.set(key, computed, 1);
  return computed;
}

/** Seeded as on the run's own page: one interval wherever it is read. */
function intervalsOf(run: ComparedRun): Values<Interval> {
  return remember(keyOf(run), () =>
    measureIntervals(predictionsOf(run), {
      properties: BESIDE_ACCURACY,
      seed: run.run.seed,
    }),
  );
}

function differencesOf(baseline: ComparedRun, run: ComparedRun): Values<Interval> {
  return remember(`${keyOf(baseline)} ${keyOf(run)}`, () =>
    measureDifferences(predictionsOf(baseline), predictionsOf(run), {
      properties: BESIDE_ACCURACY,
      seed: deriveSeed(run.run.seed, "differences"),
    }),
  );
}

/** What a run said never changes; its start tells it from the run with its number in another database. */
function keyOf({ run, predictions }: ComparedRun): string {
  return [run.id, run.startedAt?.getTime(), run.accuracy, predictions.length].join("/");
}

function predictionsOf({ run, predictions }: ComparedRun) {
  return toPredictions(run.dataset.classNames.length, predictions);
}
