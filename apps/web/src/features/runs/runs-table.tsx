import type { RunTableRow } from "@graft/db";
import { plural } from "@graft/ui/format";
import { AxisLabels } from "@graft/ui/interval-bar";
import { MethodName } from "@graft/ui/method-mark";
import { type Axis, accuracyAxis } from "@graft/ui/prepare-axis";
import { StatusBadge } from "@graft/ui/status-badge";
import { estimateAccuracy } from "../estimate.ts";
import { repeatNumber, timeTaken } from "../run-words.ts";
import { PageLink } from "../shell/page-link.tsx";
import { arrangeRuns, firstRows, type RunGroup } from "./arrange-runs.ts";
import { ACCURACY_COLUMNS, AccuracyCell, StartedCell } from "./run-cells.tsx";
import { type RunsQuery, runsAddress } from "./runs-query.ts";
import { SortHeading } from "./sort-heading.tsx";

const WIDE = "hidden lg:table-cell";
const MEDIUM = "hidden md:table-cell";
const COLUMNS = 8;
/** Rows that are drawn unless all are asked for: more take long to read and to send. */
const FIRST_ROWS = 200;

/** All runs as one table; the rows of an experiment stand under its heading. */
export function RunsTable({
  rows,
  query,
  now,
}: {
  rows: readonly RunTableRow[];
  query: RunsQuery;
  now: Date;
}) {
  const estimates = rows.flatMap((run) => estimateAccuracy(run.accuracy, run.numTest) ?? []);
  const axis = accuracyAxis(estimates);
  const groups = arrangeRuns(rows, query, now);
  const cut = !query.all && rows.length > FIRST_ROWS;
  return (
    <>
      <div className="panel overflow-x-auto">
        <table className="w-full text-left text-sm tabular-nums">
          <caption className="sr-only">Runs with their status, accuracy and duration</caption>
          <thead className="border-line border-b text-muted">
            <tr className="align-bottom">
              <td className="w-10" />
              <SortHeading query={query} sortKey="method">
                Method
              </SortHeading>
              <SortHeading className={MEDIUM} query={query} sortKey="status">
                Status
              </SortHeading>
              <SortHeading
                below={
                  <span className={`grid ${ACCURACY_COLUMNS}`}>
                    <span className="col-span-2 sm:col-span-1 sm:col-start-2">
                      <AxisLabels axis={axis} />
                    </span>
                  </span>
                }
                query={query}
                sortKey="accuracy"
              >
                Accuracy <span className="hidden font-normal sm:inline">and 95% interval</span>
              </SortHeading>
              <SortHeading className={MEDIUM} query={query} sortKey="repeat">
                Repeat, seed
              </SortHeading>
              <SortHeading className={WIDE} query={query} sortKey="backend">
                Backend
              </SortHeading>
              <SortHeading className={WIDE} query={query} sortKey="duration">
                Duration
              </SortHeading>
              <SortHeading className="hidden sm:table-cell" query={query} sortKey="started">
                Started
              </SortHeading>
            </tr>
          </thead>
          {(cut ? firstRows(groups, FIRST_ROWS) : groups).map((group) => (
            <tbody className="border-line border-b last:border-b-0" key={group.key}>
              {group.experiment ? <GroupHeading group={group} /> : null}
              {group.runs.map((run) => (
                <RunRow
                  axis={axis}
                  key={run.id}
                  named={group.experiment === null}
                  now={now}
                  run={run}
                />
              ))}
            </tbody>
          ))}
        </table>
      </div>
      {cut ? (
        <p className="mt-3 text-muted text-sm">
          The first {FIRST_ROWS} of {rows.length} runs.{" "}
          <PageLink href={runsAddress({ ...query, all: true })}>Show all</PageLink>
        </p>
      ) : null}
    </>
  );
}

function GroupHeading({ group: { experiment, numRuns, comparisons } }: { group: RunGroup }) {
  if (!experiment) return null;
  return (
    <tr className="bg-sunken/60">
      <th className="px-3 py-2 font-normal" colSpan={COLUMNS} scope="rowgroup">
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <span className="font-semibold">{experiment.name}</span>
          <span className="text-muted">
            {experiment.dataset === experiment.name ? "" : `${experiment.dataset}, `}
            {plural(numRuns, "run")}
          </span>
          {comparisons.length > 0 ? (
            <span className="flex flex-wrap gap-x-3 sm:ml-auto">
              {comparisons.slice(0, 6).map(({ label, runIds }) => (
                <PageLink href={`/compare?runs=${runIds.join(",")}`} key={runIds.join()}>
                  Compare {label ?? "these"}
                </PageLink>
              ))}
            </span>
          ) : null}
        </div>
      </th>
    </tr>
  );
}

function RunRow({
  run,
  axis,
  now,
  named,
}: {
  run: RunTableRow;
  axis: Axis;
  now: Date;
  /** Say which experiment it belongs to. */
  named: boolean;
}) {
  const cell = "px-3 py-2 align-middle";
  return (
    <tr className="group/run border-line border-t hover:bg-sunken/40 has-checked:bg-info-wash">
      <td className="w-10 pl-3 align-middle">
        {run.accuracy === null ? null : (
          <input
            aria-label={`Choose run ${run.id}, ${run.method}, for comparison`}
            className="block size-4"
            name="runs"
            type="checkbox"
            value={run.id}
          />
        )}
      </td>
      <th className={`${cell} font-medium`} scope="row">
        <span className="md:flex md:items-baseline md:gap-2">
          <PageLink className="hover:underline" href={`/runs/${run.id}`}>
            <MethodName method={run.method} />
          </PageLink>
          <span className="block whitespace-nowrap font-normal text-faint text-xs md:inline">
            run {run.id}
            <span className="md:hidden">, {repeatNumber(run.repeat)}</span>
          </span>
        </span>
        {named ? (
          <span className="block font-normal text-faint text-xs">{run.experiment.name}</span>
        ) : null}
        {run.status === "finished" ? null : (
          <span className="block font-normal text-xs md:hidden">
            <StatusBadge status={run.status} />
          </span>
        )}
      </th>
      <td className={`${cell} ${MEDIUM}`}>
        <StatusBadge status={run.status} />
      </td>
      <td className={cell}>
        <AccuracyCell axis={axis} run={run} />
      </td>
      <td className={`${cell} ${MEDIUM} whitespace-nowrap`}>
        {run.repeat + 1}
        <span className="text-faint">, seed {run.seed}</span>
      </td>
      <td className={`${cell} ${WIDE}`}>{run.backend}</td>
      <td className={`${cell} ${WIDE} whitespace-nowrap`}>{timeTaken(run, now)}</td>
      <td className={`${cell} hidden sm:table-cell`}>
        <StartedCell now={now} startedAt={run.startedAt} />
      </td>
    </tr>
  );
}
