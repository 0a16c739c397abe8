import { findObstacle, findPair, type Judgement } from "@graft/core/analysis/comparability";
import {
  COMPARED_PROPERTIES,
  measureDifferences,
  measureIntervals,
  measureRun,
  type ScalarName,
} from "@graft/core/analysis/metrics";
import type { Interval } from "@graft/core/analysis/stats";
import { BoundedCache } from "../../../server/bounded-cache.ts";
import { toPredictions } from "../../to-predictions.ts";
import type { ComparedRun } from "../compared-run.ts";

type Values<Value> = Partial<Readonly<Record<ScalarName, Value | null>>>;

/** What was measured of one run. */
export interface MeasuredRun {
  readonly values: Values<number>;
  /** Null as long as they are being computed. */
  readonly intervals: Values<Interval> | null;
  /** Of the difference to the baseline; null for the baseline itself and for runs on other images. */
  readonly differences: Values<Interval> | null;
  /** Whether the baseline answered the same images. */
  readonly paired: boolean;
  /** Whether the judgement finds the accuracy to differ from the baseline's; of nothing else is chance judged. */
  readonly isClear: boolean;
}

const PROPERTIES = COMPARED_PROPERTIES.map(({ name }) => name);
const BESIDE_ACCURACY = PROPERTIES.filter((name) => name !== "accuracy");

/** The single numbers of every run, without the intervals. */
export function measureCompared(
  runs: readonly ComparedRun[],
  baseline: ComparedRun,
): MeasuredRun[] {
  return runs.map((run) => ({
    values: measureRun(predictionsOf(run), { properties: PROPERTIES }),
    intervals: null,
    differences: null,
    paired: run !== baseline && findObstacle(baseline, run) === null,
    isClear: false,
  }));
}

interface IntervalContext {
  readonly judgement: Pick<Judgement<ComparedRun>, "pairs">;
  /** Lets others have their turn. */
  readonly rest: () => Promise<void>;
}

/** The same with intervals: those of the accuracy and of its difference are the ones that stand elsewhere on the page. */
export async function measureWithIntervals(
  runs: readonly ComparedRun[],
  baseline: ComparedRun,
  { judgement, rest }: IntervalContext,
): Promise<MeasuredRun[]> {
  const measured: MeasuredRun[] = [];
  for (const [i, plain] of measureCompared(runs, baseline).entries()) {
    const run = runs[i]!;
    await rest();
    const intervals = intervalsOf(run);
    const { low, high } = run.estimate;
    await rest();
    const differences = plain.paired ? differencesOf(baseline, run) : null;
    const found = findPair(judgement, baseline, run);
    const accuracy = found && seenFrom(found.b === run, found.pair.interval);
    measured.push({
      ...plain,
      intervals: { ...intervals, accuracy: { low, high } },
      differences: differences && { ...differences, accuracy },
      isClear: found?.pair.isClear ?? false,
    });
  }
  return measured;
}

/** The interval of a pair is of B minus A; of the run minus the baseline it may be the other way round. */
function seenFrom(isB: boolean, interval: Interval | null): Interval | null {
  if (interval === null || isB) return interval;
  return { low: -interval.high, high: -interval.low };
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

function intervalsOf(run: ComparedRun): Values<Interval> {
  return remember(keyOf(run), () =>
    measureIntervals(predictionsOf(run), { properties: BESIDE_ACCURACY }),
  );
}

function differencesOf(baseline: ComparedRun, run: ComparedRun): Values<Interval> {
  return remember(`${keyOf(baseline)} ${keyOf(run)}`, () =>
    measureDifferences(predictionsOf(baseline), predictionsOf(run), {
      properties: BESIDE_ACCURACY,
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
