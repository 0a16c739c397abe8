import { plural, points, pointsRange } from "@graft/ui/format";
import { MethodMark } from "@graft/ui/method-mark";
import type { Pair } from "./judge-runs.ts";

const MOST_AT_ONCE = 6;

/** Every pair of runs: what differs, on which pictures, and whether it could be chance. */
export function PairsSection({ pairs }: { pairs: readonly Pair[] }) {
  // Up to four runs make six pairs; of more, those of the most accurate run stand first.
  const ofFirst = pairs.filter(({ b }) => b === pairs[0]?.b).length;
  const numFirst = pairs.length <= MOST_AT_ONCE ? pairs.length : ofFirst;
  const [first, others] = [pairs.slice(0, numFirst), pairs.slice(numFirst)];
  const numTested = pairs.filter(({ result }) => !("reason" in result)).length;
  return (
    <section aria-labelledby="pairs" className="panel p-4">
      <h2 className="section-title" id="pairs">
        Pair by pair
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        Exact McNemar test on the pictures that only one of the two recognises
        {numTested > 1 ? `; p-values are Holm-corrected for these ${numTested} pairs` : ""}.
      </p>
      <PairsTable pairs={first} />
      {others.length === 0 ? null : (
        <details className="mt-3">
          <summary className="w-fit text-muted text-sm hover:text-ink">
            {plural(others.length, "more pair")}
          </summary>
          <PairsTable pairs={others} />
        </details>
      )}
    </section>
  );
}

function PairsTable({ pairs }: { pairs: readonly Pair[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-sm tabular-nums">
        <thead className="border-line border-b text-muted text-xs">
          <tr>
            <th className="py-1.5 pr-4 font-medium" scope="col">
              Pair
            </th>
            <th className="hidden px-4 py-1.5 text-end font-medium md:table-cell" scope="col">
              Difference
            </th>
            <th className="hidden px-4 py-1.5 text-end font-medium lg:table-cell" scope="col">
              95% interval
            </th>
            <th className="hidden px-4 py-1.5 text-end font-medium md:table-cell" scope="col">
              Only one right
            </th>
            <th className="hidden py-1.5 pl-4 text-end font-medium md:table-cell" scope="col">
              p
            </th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <PairRow key={`${pair.a.run.id} ${pair.b.run.id}`} pair={pair} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PairRow({ pair: { a, b, result } }: { pair: Pair }) {
  const number = "hidden whitespace-nowrap px-4 py-2 text-end align-top md:table-cell";
  const untested = "reason" in result;
  const clear = !untested && result.correctedPValue < 0.05;
  return (
    <tr className="border-line border-b last:border-b-0">
      <th className="py-2 pr-4 font-normal" scope="row">
        <span className="flex flex-wrap items-center gap-x-2">
          <MethodMark method={b.run.method} />
          <MethodMark method={a.run.method} />
          <span className={`min-w-0 flex-1 basis-60 ${clear ? "" : "text-muted"}`}>
            {untested
              ? `${b.name} and ${a.name}: not tested, for ${result.reason}.`
              : result.verdict}
          </span>
        </span>
      </th>
      <td className={number}>{untested ? "–" : points(result.difference)}</td>
      <td className={`${number} text-muted md:hidden lg:table-cell`}>
        {untested || !result.interval ? "–" : pointsRange(result.interval)}
      </td>
      <td className={number}>
        {untested ? (
          "–"
        ) : (
          <span title={`${result.onlyB} by ${b.name} only, ${result.onlyA} by ${a.name} only`}>
            {result.onlyB} : {result.onlyA}
          </span>
        )}
      </td>
      <td className={`${number} pr-0 ${clear ? "font-semibold" : "text-muted"}`}>
        {untested ? "–" : result.pValueText.replace("p = ", "")}
      </td>
    </tr>
  );
}
