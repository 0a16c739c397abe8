import type { Caveat } from "@graft/core/analysis/comparability";
import { percent, percentRange, plural, points, pointsRange } from "@graft/core/analysis/format";
import type { CorrectedMean, SplitComparison } from "@graft/core/analysis/stats";
import { Notice } from "@graft/ui/blocks";
import { ForestPlot, prepareForest } from "@graft/ui/charts/forest";
import { AxisLabels, accuracyAxis, type Estimate, IntervalBar } from "@graft/ui/charts/intervals";
import { MethodName } from "@graft/ui/marks";
import { Table } from "@graft/ui/table";
import { PageLink } from "../shell/links.tsx";
import { type ComparedRun, commonestClassShare } from "./compared-run.ts";

/** Longer verdicts are folded. */
const SHORT = 320;

/** The comparison in a few sentences: which run leads, whether that is significant, and what would settle it. */
export function Headline({ verdict }: { verdict: readonly string[] }) {
  const [first, ...others] = verdict;
  if (first === undefined) return null;
  const more = (
    <ul className="mt-1 space-y-0.5 text-muted text-sm">
      {others.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
  return (
    <div className="max-w-prose">
      <p className="font-medium text-lg leading-7">{first}</p>
      {others.join(" ").length <= SHORT ? (
        more
      ) : (
        <details className="mt-1">
          <summary className="w-fit text-muted text-sm hover:text-ink">More findings</summary>
          {more}
        </details>
      )}
    </div>
  );
}

/** Warnings to read before trusting the numbers below. */
export function Warnings({
  groups,
  reasons,
  caveats,
  untested,
  unknown,
}: {
  /** Names of the runs that can be compared with each other, group by group. */
  groups: readonly (readonly string[])[];
  reasons: readonly string[];
  /** Other differences between the runs. */
  caveats: readonly Caveat[];
  /** Runs without predictions, with their status. */
  untested: readonly { readonly name: string; readonly status: string }[];
  /** Ids that are not in the database. */
  unknown: readonly number[];
}) {
  return (
    <>
      {groups.length > 1 ? (
        <Notice kind="warning" title="Not all of these runs can be compared with each other.">
          <p>Between the groups below, {reasons.join("; ")}. These pairs are not tested.</p>
          <ul className="mt-1 list-disc pl-5">
            {groups.map((names) => (
              <li key={names.join()}>{names.join(", ")}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {caveats.length > 0 ? (
        <Notice kind="warning" title="These runs differ in more than their methods.">
          <ul className="list-disc pl-5">
            {caveats.map(({ kind, message }) => (
              <li key={kind}>{message}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {untested.length > 0 ? (
        <Notice kind="warning" title="Some of these runs have no predictions and are left out.">
          {untested.map(({ name, status }) => `${name}: ${status}`).join("; ")}
        </Notice>
      ) : null}
      {unknown.length > 0 ? (
        <Notice kind="warning" title={`There is no run ${unknown.join(", no run ")}.`} />
      ) : null}
    </>
  );
}

/** The accuracies with their intervals on one axis. */
export function AccuracySection({ runs }: { runs: readonly ComparedRun[] }) {
  const forest = prepareForest(
    runs.map(({ run, name, estimate, predictions }) => ({
      id: run.id,
      name,
      method: run.method,
      estimate,
      total: predictions.length,
    })),
    commonestClassShare(runs),
  );
  return (
    <section aria-labelledby="accuracy" className="panel p-4">
      <h2 className="section-title mb-3" id="accuracy">
        Accuracy
      </h2>
      <ForestPlot
        forest={forest}
        renderName={({ id, name }) => (
          <PageLink className="hover:underline" href={`/runs/${id}`}>
            {name}
          </PageLink>
        )}
      />
    </section>
  );
}

/** Methods over repeated splits: means with intervals that allow for images the splits share. */
export function SplitsSection({
  comparison: { scores, pairs, numSplits },
}: {
  comparison: SplitComparison;
}) {
  const rows = scores.map(({ name, accuracy }) => ({
    name,
    mean: accuracy.mean,
    range: accuracy.range,
    known: accuracy.low !== null,
    estimate: estimateOf(accuracy),
  }));
  const means = [
    ...scores.map(({ accuracy }) => accuracy),
    ...pairs.map((pair) => pair.difference),
  ];
  const reasons = [...new Set(means.flatMap(({ unknown }) => unknown ?? []))];
  const axis = accuracyAxis(rows.map(({ estimate }) => estimate));
  return (
    <section aria-labelledby="over-splits" className="panel p-4">
      <h2 className="section-title" id="over-splits">
        Over {plural(numSplits, "split")}
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        {reasons.length === 0
          ? "Mean accuracy with the interval of Nadeau and Bengio, which allows for the images that splits share; it is never narrower than the number of test images allows."
          : `Mean accuracy. ${MISSING} ${reasons.join("; or ")}. The bars show the range of the splits instead.`}
      </p>
      <Table
        columns={[
          { key: "method", heading: "Method", cell: ({ name }) => <MethodName method={name} /> },
          {
            key: "plot",
            heading: null,
            headClass: "w-2/5",
            cell: ({ name, estimate }) => (
              <IntervalBar axis={axis} estimate={estimate} joined method={name} />
            ),
          },
          {
            key: "mean",
            heading: "Mean",
            end: true,
            className: "font-semibold",
            cell: ({ mean }) => percent(mean),
          },
          {
            key: "interval",
            heading: "95% interval",
            end: true,
            from: "sm",
            className: "whitespace-nowrap text-muted",
            cell: ({ known, estimate }) => (known ? percentRange(estimate) : "–"),
          },
          {
            key: "range",
            heading: "Lowest to highest",
            end: true,
            from: "md",
            className: "whitespace-nowrap text-muted",
            cell: ({ range }) => percentRange(range),
          },
        ]}
        foot={
          <>
            <td />
            <td className="px-3">
              <AxisLabels axis={axis} />
            </td>
          </>
        }
        head="plain"
        keyOf={({ name }) => name}
        lines={false}
        rows={rows}
      />
      <ul className="mt-3 space-y-1 border-line border-t pt-3 text-muted text-sm tabular-nums">
        {pairs.map(({ nameA, nameB, difference: { mean, low, high }, isClear }) => (
          <li className={isClear ? "font-semibold text-ink" : ""} key={`${nameA} ${nameB}`}>
            {nameB} over {nameA}: {points(mean)}
            {low === null || high === null
              ? ", no interval"
              : `, interval ${pointsRange({ low, high })}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

const MISSING = "No interval:";

/** The interval, or where there is none the range of the splits. */
function estimateOf({ mean, low, high, range }: CorrectedMean): Estimate {
  return { value: mean, low: low ?? range.low, high: high ?? range.high };
}
