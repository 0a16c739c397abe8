import {
  duration,
  percent,
  percentRange,
  significant,
  threeDecimals,
} from "@graft/core/analysis/format";
import {
  describeProperty,
  type PropertyUnit,
  SCALAR_NAMES,
  type ScalarName,
} from "@graft/core/analysis/metrics";
import { Table } from "@graft/ui/table";
import { typed } from "@/server/http";
import type { RunTest } from "./run-test.ts";

/** The measurements that say most, in plain words, and on demand all of them. */
export function MeasurementsSection({
  tested,
  runId,
}: {
  /** Null while the run is running. */
  tested: RunTest | null;
  runId: number;
}) {
  return (
    <section aria-labelledby="measurements" className="panel overflow-hidden">
      <h2 className="section-title scroll-mt-16 px-4 pt-4 pb-2" id="measurements">
        Measurements
      </h2>
      <dl className="grid grid-cols-1 gap-px border-line border-y bg-line sm:grid-cols-2 lg:grid-cols-4">
        {KEY_FIGURES.map(([name, words]) => {
          const { title, value, interval } = toFigure(name, tested);
          return (
            <div className="bg-surface px-4 py-3" key={name}>
              <dt className="text-muted text-xs">{title}</dt>
              <dd className="mt-0.5">
                <p className="flex flex-wrap items-baseline gap-x-3 tabular-nums">
                  <span className="font-semibold text-lg">{value}</span>
                  {interval ? (
                    <span className="text-faint text-xs">95% interval {interval}</span>
                  ) : null}
                </p>
                <p className="text-faint text-xs leading-5">{words}</p>
              </dd>
            </div>
          );
        })}
      </dl>
      {tested ? (
        <AllMeasurements runId={runId} tested={tested} />
      ) : (
        <p className="px-4 py-3 text-faint text-sm">
          Measured at the end of the run, when it is tested.
        </p>
      )}
    </section>
  );
}

function AllMeasurements({ tested, runId }: { tested: RunTest; runId: number }) {
  return (
    <details className="px-4 py-3 text-sm">
      <summary className="w-fit text-muted hover:text-ink">
        All measurements, with their definitions
      </summary>
      <FigureTable tested={tested} />
      <p className="mt-3 text-faint text-xs">
        Numbers computed from the probabilities, such as log-loss, have no interval: on small test
        sets no method keeps its 95%. On the command line:{" "}
        <code className="font-mono">{typed(`pnpm trainer measure ${runId} --intervals`)}</code>
      </p>
    </details>
  );
}

function FigureTable({ tested }: { tested: RunTest }) {
  return (
    <div className="mt-2">
      <Table
        columns={[
          {
            key: "measurement",
            heading: "Measurement",
            cell: ({ title, definition }) => (
              <>
                {title}
                <span className="block font-normal text-faint text-xs lg:hidden">{definition}</span>
              </>
            ),
          },
          {
            key: "value",
            heading: "Value",
            end: true,
            className: "whitespace-nowrap",
            cell: ({ value, interval }) => (
              <>
                {value}
                {interval ? (
                  <span className="block text-faint text-xs sm:hidden">{interval}</span>
                ) : null}
              </>
            ),
          },
          {
            key: "interval",
            heading: "95% interval",
            end: true,
            from: "sm",
            className: "whitespace-nowrap text-muted",
            cell: ({ interval }) => interval ?? "–",
          },
          {
            key: "definition",
            heading: "Definition",
            from: "lg",
            className: "text-muted text-xs",
            cell: ({ definition, source }) => (
              <>
                {definition}
                {source === null ? null : (
                  <span className="block break-words text-faint">{source}</span>
                )}
              </>
            ),
          },
        ]}
        keyOf={({ name }) => name}
        rowClass={() => "align-baseline"}
        rows={allFigures(tested)}
      />
    </div>
  );
}

/** A measurement as it is read. */
export interface Figure {
  readonly name: ScalarName;
  readonly title: string;
  /** A dash where it is not defined. */
  readonly value: string;
  /** Its 95% interval; null where there is none. */
  readonly interval: string | null;
}

/** The numbers that say most, each in plain words. */
export const KEY_FIGURES: readonly (readonly [name: ScalarName, words: string])[] = [
  ["balancedAccuracy", "Mean recall over the classes, each with the same weight."],
  ["macroF1Score", "Mean over the classes: high with few misses and few false positives."],
  [
    "matthewsCorrelation",
    "Correlation of predicted and true classes: 1 is perfect, 0 is guessing.",
  ],
  ["cohenKappa", "Agreement corrected for chance: 1 is perfect, 0 is chance."],
  ["macroAreaUnderROCCurve", "How often an image of a class scores above one of another."],
  ["meanCrossEntropy", "Log-loss, in nats: 0 is perfect, larger is worse."],
  ["brierScore", "Squared error of the probabilities: 0 is perfect, 2 is the worst."],
  ["expectedCalibrationError", "Average gap between confidence and accuracy."],
];

/** @param tested Null until the run has been tested: its figures have their places before their values. */
export function toFigure(
  name: ScalarName,
  tested: Pick<RunTest, "measured" | "intervals"> | null,
): Figure {
  const { title, unit } = describeProperty(name);
  const value = tested?.measured[name] ?? null;
  const interval = tested?.intervals.scalars[name] ?? null;
  return {
    name,
    title,
    value: value === null ? "–" : write(value, unit),
    interval: interval && writeRange(interval, unit),
  };
}

export interface ExplainedFigure extends Figure {
  readonly definition: string;
  readonly source: string | null;
}

/** Every single number there is, with its definition, in the order of the documentation. */
export function allFigures(tested: Pick<RunTest, "measured" | "intervals">): ExplainedFigure[] {
  return SCALAR_NAMES.map((name) => {
    const { definition, source } = describeProperty(name);
    return { ...toFigure(name, tested), definition, source };
  });
}

function write(value: number, unit: PropertyUnit): string {
  if (unit === "fraction") return percent(value);
  if (unit === "count") return value.toLocaleString("en-GB");
  if (unit === "seconds") return value < 1 ? `${significant(1000 * value)} ms` : duration(value);
  const size = Math.abs(value);
  return size >= 0.001 && size < 100 ? threeDecimals(value) : significant(value);
}

function writeRange(range: { low: number; high: number }, unit: PropertyUnit): string {
  return unit === "fraction"
    ? percentRange(range)
    : `${write(range.low, unit)} to ${write(range.high, unit)}`;
}
