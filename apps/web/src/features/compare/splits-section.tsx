import type { SplitComparison } from "@graft/core/stats";
import { percent, percentRange, plural, points, pointsRange } from "@graft/ui/format";
import { AxisLabels, IntervalBar } from "@graft/ui/interval-bar";
import { MethodName } from "@graft/ui/method-mark";
import { accuracyAxis, type Estimate } from "@graft/ui/prepare-axis";

/** Methods over repeated splits: means with intervals that allow for pictures the splits share. */
export function SplitsSection({
  comparison: { scores, pairs, numSplits },
}: {
  comparison: SplitComparison & { readonly numSplits: number };
}) {
  const rows = scores.map(({ name, accuracy }) => ({
    name,
    mean: accuracy.mean,
    deviation: accuracy.deviation,
    estimate: estimateOf(accuracy),
  }));
  const axis = accuracyAxis(rows.map(({ estimate }) => estimate));
  return (
    <section aria-labelledby="over-splits" className="panel p-4">
      <h2 className="section-title" id="over-splits">
        Over {plural(numSplits, "split")}
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        Mean accuracy with Nadeau and Bengio's interval, which is wider than the usual one: the
        splits share training pictures.
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
              Deviation
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, mean, deviation, estimate }) => (
            <tr key={name}>
              <th className="py-2 pr-4 font-medium" scope="row">
                <MethodName method={name} />
              </th>
              <td className="px-2 py-2">
                <IntervalBar axis={axis} estimate={estimate} joined method={name} />
              </td>
              <td className="py-2 pl-4 text-end font-semibold">{percent(mean)}</td>
              <td className="hidden whitespace-nowrap py-2 pl-4 text-end text-muted sm:table-cell">
                {percentRange(estimate)}
              </td>
              <td className="hidden whitespace-nowrap py-2 pl-4 text-end text-muted md:table-cell">
                {deviation === null ? "–" : (100 * deviation).toFixed(1)}
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
        {pairs.map(({ nameA, nameB, difference }) => (
          <li key={`${nameA} ${nameB}`}>
            {nameB} over {nameA}: {points(difference.mean)}
            {difference.low === null || difference.high === null
              ? ""
              : `, 95% interval ${pointsRange({ low: Math.max(-1, difference.low), high: Math.min(1, difference.high) })}`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Within [0, 1], as differences are within [-1, 1]: a mean of accuracies lies there, whatever the interval's arithmetic says. */
function estimateOf({
  mean,
  low,
  high,
}: {
  mean: number;
  low: number | null;
  high: number | null;
}): Estimate {
  return { value: mean, low: Math.max(0, low ?? mean), high: Math.min(1, high ?? mean) };
}
