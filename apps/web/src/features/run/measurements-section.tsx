import { typed } from "@/server/typed";
import { allFigures, KEY_FIGURES, toFigure } from "./key-figures.ts";
import type { TestedRun } from "./tested-run.ts";

/** The measurements that say most, in plain words, and on demand all of them. */
export function MeasurementsSection({
  tested,
  runId,
}: {
  /** Null as long as the run goes on. */
  tested: TestedRun | null;
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
        <p className="px-4 py-3 text-faint text-sm">Measured when the run is tested, at its end.</p>
      )}
    </section>
  );
}

function AllMeasurements({ tested, runId }: { tested: TestedRun; runId: number }) {
  return (
    <details className="px-4 py-3 text-sm">
      <summary className="w-fit text-muted hover:text-ink">
        All measurements, with their definitions
      </summary>
      <FigureTable tested={tested} />
      <p className="mt-3 text-faint text-xs">
        Numbers made of the probabilities, such as log-loss, have no interval: on small test sets
        none keeps its 95%. On the command line:{" "}
        <code className="font-mono">{typed(`pnpm trainer measure ${runId} --intervals`)}</code>
      </p>
    </details>
  );
}

function FigureTable({ tested }: { tested: TestedRun }) {
  return (
    <table className="mt-2 w-full text-left tabular-nums">
      <thead className="border-line border-b text-muted text-xs">
        <tr>
          <th className="py-1.5 pr-3 font-medium" scope="col">
            Measurement
          </th>
          <th className="py-1.5 text-end font-medium sm:px-3" scope="col">
            Value
          </th>
          <th className="hidden px-3 py-1.5 text-end font-medium sm:table-cell" scope="col">
            95% interval
          </th>
          <th className="hidden py-1.5 pl-3 font-medium lg:table-cell" scope="col">
            Definition
          </th>
        </tr>
      </thead>
      <tbody>
        {allFigures(tested).map(({ name, title, value, interval, definition, source }) => (
          <tr className="border-line border-b align-baseline last:border-b-0" key={name}>
            <th className="py-1.5 pr-3 font-medium" scope="row">
              {title}
              <span className="block font-normal text-faint text-xs lg:hidden">{definition}</span>
            </th>
            <td className="whitespace-nowrap py-1.5 text-end sm:px-3">
              {value}
              {interval ? (
                <span className="block text-faint text-xs sm:hidden">{interval}</span>
              ) : null}
            </td>
            <td className="hidden whitespace-nowrap px-3 py-1.5 text-end text-muted sm:table-cell">
              {interval ?? "–"}
            </td>
            <td className="hidden py-1.5 pl-3 text-muted text-xs lg:table-cell">
              {definition}
              {source === null ? null : (
                <span className="block break-words text-faint">{source}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
