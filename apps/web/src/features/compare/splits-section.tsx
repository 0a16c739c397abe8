import { percent, percentRange, plural, points, pointsRange } from "@graft/core/analysis/format";
import type { CorrectedMean, SplitComparison } from "@graft/core/analysis/stats";
import { AxisLabels, IntervalBar } from "@graft/ui/interval-bar";
import { MethodName } from "@graft/ui/method-mark";
import { accuracyAxis, type Estimate } from "@graft/ui/prepare-axis";

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
          ? "Mean accuracy with an interval that allows for the images the splits share: Nadeau and Bengio's, and no narrower than the test images allow."
          : `Mean accuracy. ${MISSING} ${reasons.join("; or ")}. The bars then show the range of the splits.`}
      </p>
      <table className="w-full text-left text-sm tabular-nums">
        <thead className="text-muted text-xs">
          <tr>
            <th className="pb-2 font-medium" scope="col">
              Method
            </th>
            <td className="w-2/5 pb-2" />
            <th className="pb-2 pl-4 text-end font-medium" scope="col">
              Mean
            </th>
            <th className="hidden pb-2 pl-4 text-end font-medium sm:table-cell" scope="col">
              95% interval
            </th>
            <th className="hidden pb-2 pl-4 text-end font-medium md:table-cell" scope="col">
              Lowest to highest
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, mean, range, known, estimate }) => (
            <tr key={name}>
              <th className="py-2 pr-4 font-medium" scope="row">
                <MethodName method={name} />
              </th>
              <td className="px-2 py-2">
                <IntervalBar axis={axis} estimate={estimate} joined method={name} />
              </td>
              <td className="py-2 pl-4 text-end font-semibold">{percent(mean)}</td>
              <td className="hidden whitespace-nowrap py-2 pl-4 text-end text-muted sm:table-cell">
                {known ? percentRange(estimate) : "–"}
              </td>
              <td className="hidden whitespace-nowrap py-2 pl-4 text-end text-muted md:table-cell">
                {percentRange(range)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            <td className="px-2">
              <AxisLabels axis={axis} />
            </td>
          </tr>
        </tfoot>
      </table>
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

const MISSING = "There is no interval where it would say nothing:";

/** The interval, or where there is none the range of the splits. */
function estimateOf({ mean, low, high, range }: CorrectedMean): Estimate {
  return { value: mean, low: low ?? range.low, high: high ?? range.high };
}
