import { setImmediate, setTimeout } from "node:timers/promises";
import { findObstacle, findPair, type Judgement } from "@graft/core/analysis/comparability";
import {
  percent,
  percentRange,
  pointsRange,
  signedPoints,
  threeDecimals,
} from "@graft/core/analysis/format";
import {
  COMPARED_PROPERTIES,
  describeProperty,
  measureDifferences,
  measureIntervals,
  measureRun,
  type PropertyUnit,
  type ScalarName,
} from "@graft/core/analysis/metrics";
import type { Interval } from "@graft/core/analysis/stats";
import { Suspense } from "react";
import { BoundedCache } from "../../server/run-tests.ts";
import { toPredictions } from "../shared/run-words.ts";
import type { ComparedRun } from "./compared-run.ts";
import { type MeasurementCell, type MeasurementRow, MeasurementsTable } from "./tables.tsx";

/** Below the table of measurements, here and in a report. */
export const NO_INTERVALS =
  "Log-loss, Brier score and calibration error have no interval: on small test sets no method keeps its 95%.";

interface Props {
  readonly runs: readonly ComparedRun[];
  readonly baseline: ComparedRun;
  readonly judgement: Judgement<ComparedRun>;
}

/** Milliseconds in which the page with all that is quick leaves the server, and its styles and scripts after it. */
const HEAD_START = 500;

/** The single numbers of all runs, at once; their intervals follow when they are computed. */
export function MeasurementsSection(props: Props) {
  const { runs, baseline } = props;
  return (
    <section aria-labelledby="measurements" className="panel p-4">
      <h2 className="section-title" id="measurements">
        Measurements
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        With 95% intervals; the best value of each row is bold. Below it, the difference to the
        baseline. A difference in accuracy is coloured if the test of the pair finds it significant;
        the other rows are not tested. {NO_INTERVALS}
      </p>
      <Suspense fallback={<Table {...props} measured={measureCompared(runs, baseline)} />}>
        <WithIntervals {...props} />
      </Suspense>
    </section>
  );
}

async function WithIntervals(props: Props) {
  const { runs, baseline, judgement } = props;
  await setTimeout(HEAD_START);
  const measured = await measureWithIntervals(runs, baseline, {
    judgement,
    rest: () => setImmediate(undefined),
  });
  return <Table {...props} measured={measured} />;
}

function Table({
  runs,
  baseline,
  measured,
}: Props & { measured: ReturnType<typeof measureCompared> }) {
  return (
    <MeasurementsTable
      rows={prepareMeasurements(measured, runs.indexOf(baseline))}
      runs={runs.map((compared) => ({
        id: compared.run.id,
        name: compared.name,
        method: compared.run.method,
        isBaseline: compared === baseline,
        linked: true,
      }))}
    />
  );
}

type Values<Value> = Partial<Readonly<Record<ScalarName, Value | null>>>;

/** The measurements of one run. */
export interface MeasuredRun {
  readonly values: Values<number>;
  /** Null while they are being computed. */
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

/** The same with intervals; those of accuracy and of its difference are the ones shown elsewhere on the page. */
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

/** Predictions of a run never change; its start time tells it from a run with the same id in another database. */
function keyOf({ run, predictions }: ComparedRun): string {
  return [run.id, run.startedAt?.getTime(), run.accuracy, predictions.length].join("/");
}

function predictionsOf({ run, predictions }: ComparedRun) {
  return toPredictions(run.dataset.classNames.length, predictions);
}

/** The table of measurements: the best of each row marked, and every difference to the baseline. */
export function prepareMeasurements(
  runs: readonly MeasuredRun[],
  baseline: number,
): MeasurementRow[] {
  return COMPARED_PROPERTIES.map(({ name, better }) => {
    const { title, definition, unit } = describeProperty(name);
    const values = runs.map((run) => run.values[name] ?? null);
    const texts = values.map((value) => (value === null ? null : valueText(value, unit)));
    const best = bestOf(values, better);
    // Values that read the same are all the best, or none is.
    const bestText = new Set(texts.filter(Boolean)).size < 2 ? null : texts[values.indexOf(best)];
    const reference = values[baseline] ?? null;
    return {
      title,
      definition,
      better,
      cells: runs.map((run, i) => {
        const value = values[i] ?? null;
        const interval = run.intervals?.[name] ?? null;
        const difference = run.paired && value !== null && reference !== null;
        return {
          text: texts[i] ?? "–",
          interval: interval && rangeText(interval, unit),
          best: value !== null && texts[i] === bestText,
          difference: difference
            ? prepareDifference(value - reference, {
                unit,
                better,
                interval: run.differences?.[name] ?? null,
                isClear: name === "accuracy" && run.isClear,
              })
            : null,
        };
      }),
    };
  });
}

/** Null where all that are defined are the same. */
function bestOf(values: readonly (number | null)[], better: "higher" | "lower"): number | null {
  const defined = values.filter((value) => value !== null);
  if (new Set(defined).size < 2) return null;
  return better === "higher" ? Math.max(...defined) : Math.min(...defined);
}

function prepareDifference(
  difference: number,
  {
    unit,
    better,
    interval,
    isClear,
  }: {
    unit: PropertyUnit;
    better: "higher" | "lower";
    interval: Interval | null;
    isClear: boolean;
  },
): NonNullable<MeasurementCell["difference"]> {
  const fraction = unit === "fraction";
  return {
    text: fraction ? signedPoints(difference) : signed(difference),
    interval:
      interval &&
      (fraction ? pointsRange(interval) : `${signed(interval.low)} to ${signed(interval.high)}`),
    side: isClear ? (difference > 0 === (better === "higher") ? "better" : "worse") : "open",
  };
}

function valueText(value: number, unit: PropertyUnit): string {
  return unit === "fraction" ? percent(value) : threeDecimals(value);
}

function rangeText(interval: Interval, unit: PropertyUnit): string {
  if (unit === "fraction") return percentRange(interval);
  return `${threeDecimals(interval.low)} to ${threeDecimals(interval.high)}`;
}

function signed(value: number): string {
  const text = Math.abs(value).toFixed(3);
  if (Number(text) === 0) return "0.000";
  return `${value > 0 ? "+" : "−"}${text}`;
}
