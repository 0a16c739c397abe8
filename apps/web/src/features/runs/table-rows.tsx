import { duration, percent, percentRange, plural } from "@graft/core/analysis/format";
import { IntervalBar } from "@graft/ui/charts/intervals";
import { methodStyle } from "@graft/ui/looks";
import { MethodMark, StatusBadge } from "@graft/ui/marks";
import type { Ref } from "react";
import { repeatNumber } from "../shared/run-words.ts";
import { PageLink } from "../shell/links.tsx";
import type { HeadingLine, RepeatsLine, RunLine } from "./arrange-runs.ts";
import { ACCURACY_COLUMNS, Cell, type CellContext, columnLook, Tags } from "./run-cells.tsx";
import type { ColumnId } from "./runs-query.ts";

/** What every row needs in a table of which only a part is drawn. */
export interface RowPlace {
  readonly index: number;
  readonly measure: Ref<HTMLTableRowElement>;
}

const CELL = "px-3 py-2 align-middle";

export function HeadingRow({
  line: { experiment, numRuns, comparisons },
  place,
  columns,
  usual,
}: {
  line: HeadingLine;
  place: RowPlace;
  columns: readonly ColumnId[];
  usual: boolean;
}) {
  // Columns that may be left out need cells of their own here, or the table would have more of them than it shows.
  const optional = usual ? columns.filter((column) => columnLook(column).hidden !== "") : [];
  return (
    <tr
      aria-rowindex={place.index + 2}
      className="border-line border-t bg-sunken/60"
      data-index={place.index}
      ref={place.measure}
    >
      <th
        className="px-3 py-2 text-left font-normal"
        colSpan={columns.length + 3 - optional.length}
        scope="rowgroup"
      >
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <span className="min-w-0 break-words font-semibold">{experiment.name}</span>
          <span className="text-muted">
            <PageLink href={`/datasets/${experiment.datasetId}`}>{experiment.dataset}</PageLink>,{" "}
            {plural(numRuns, "run")}
          </span>
          {comparisons.length > 0 ? (
            <span className="flex flex-wrap gap-x-3">
              {comparisons.slice(0, 6).map(({ label, runIds }) => (
                <PageLink href={`/compare?runs=${runIds.join(",")}`} key={runIds.join()}>
                  Compare {label ?? "these"}
                </PageLink>
              ))}
            </span>
          ) : null}
        </div>
      </th>
      {optional.map((column) => (
        <td className={columnLook(column).hidden} key={column} />
      ))}
    </tr>
  );
}

export function RepeatsRow({
  line,
  place,
  columns,
  context,
  onToggle,
  usual,
}: {
  line: RepeatsLine;
  place: RowPlace;
  columns: readonly ColumnId[];
  context: CellContext;
  onToggle: (key: string) => void;
  /** Columns that are too many for a narrow window are left out. */
  usual: boolean;
}) {
  const { method, runIds, seconds, open } = line;
  return (
    <tr
      aria-rowindex={place.index + 2}
      className="border-line border-t"
      data-index={place.index}
      ref={place.measure}
    >
      <th className={`${CELL} text-left font-medium md:pl-13`} colSpan={2} scope="row">
        <button
          aria-expanded={open}
          className="flex w-full items-center gap-2 text-left"
          data-focus="row"
          onClick={() => onToggle(line.key)}
          title={methodStyle(method).about}
          type="button"
        >
          <svg
            aria-hidden="true"
            className={`size-2.5 shrink-0 fill-current text-faint ${open ? "rotate-90" : ""}`}
            viewBox="0 0 10 10"
          >
            <path d="M2 1v8l6-4Z" />
          </svg>
          <MethodMark method={method} />
          <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
            {method}
            <span className="font-normal text-faint text-xs">{plural(runIds.length, "run")}</span>
          </span>
        </button>
      </th>
      {columns.map((column) => (
        <td className={`${CELL} ${usual ? columnLook(column).hidden : ""}`} key={column}>
          {column === "accuracy" ? <MeanCell context={context} line={line} /> : null}
          {column === "duration" && seconds !== null ? `${duration(seconds)} each` : null}
        </td>
      ))}
      <td />
    </tr>
  );
}

/** The mean accuracy of repeats with its interval, or without one their range, and of how many. */
function MeanCell({
  line: { accuracy, method },
  context,
}: {
  line: RepeatsLine;
  context: CellContext;
}) {
  if (!accuracy) return <span className="text-faint text-sm">no predictions</span>;
  const { mean, n, numSplits, low, high, range, unknown } = accuracy;
  const shown = low === null || high === null ? range : { low, high };
  const count = numSplits === n ? `n = ${n}` : `n = ${n} on ${plural(numSplits, "split")}`;
  return (
    <div className={`grid ${ACCURACY_COLUMNS}`}>
      <span className="font-semibold">{percent(mean)}</span>
      <span className="order-last col-span-2 sm:order-none sm:col-span-1">
        <IntervalBar
          axis={context.axis}
          estimate={{ value: mean, ...shown }}
          joined
          method={method}
          tickClass="hidden sm:inline"
        />
      </span>
      <span
        className="order-last col-span-2 whitespace-nowrap text-faint text-xs sm:order-none sm:col-span-1"
        title={
          unknown === null
            ? `Mean of ${plural(numSplits, "split")} with a 95% interval that allows for the images they share`
            : `Mean of ${plural(n, "run")} with their range; no interval: ${unknown}`
        }
      >
        {n === 1 ? null : unknown === null ? `${percentRange(shown)}, ` : `${rangeText(range)}, `}
        {count}
      </span>
    </div>
  );
}

/** The range of the runs, told apart from an interval. */
function rangeText({ low, high }: { low: number; high: number }): string {
  return low === high ? "all equal" : `range ${percentRange({ low, high })}`;
}

export interface RunRowProps {
  readonly line: RunLine;
  readonly place: RowPlace;
  readonly columns: readonly ColumnId[];
  readonly context: CellContext;
  readonly usual: boolean;
  /** Say which experiment it belongs to. */
  readonly named: boolean;
  readonly chosen: boolean;
  readonly onChoose: (id: number, chosen: boolean) => void;
  readonly onEdit: (id: number) => void;
}

export function RunRow({
  line: { run, inner },
  place,
  columns,
  context,
  usual,
  named,
  chosen,
  onChoose,
  onEdit,
}: RunRowProps) {
  const isBaseline = context.baseline?.id === run.id;
  return (
    <tr
      aria-rowindex={place.index + 2}
      className={`border-line border-t hover:bg-sunken/40 ${chosen ? "bg-info-wash" : ""}`}
      data-index={place.index}
      data-run={run.id}
      ref={place.measure}
    >
      <td className="pl-3 align-middle">
        <input
          aria-label={`Select run ${run.id}, ${run.name ?? run.method}`}
          checked={chosen}
          className="block size-4"
          onChange={(event) => onChoose(run.id, event.target.checked)}
          type="checkbox"
          value={run.id}
        />
      </td>
      <th className={`${CELL} text-left font-medium ${inner ? "md:pl-8" : ""}`} scope="row">
        <span className="flex min-w-0 flex-wrap items-baseline gap-x-2 md:flex-nowrap">
          <PageLink
            className="min-w-0 break-words hover:underline md:truncate"
            data-focus="row"
            href={`/runs/${run.id}`}
            title={run.name ?? methodStyle(run.method).about}
          >
            <span className="mr-2">
              <MethodMark method={run.method} />
            </span>
            {run.name ?? run.method}
          </PageLink>
          <span className="shrink-0 whitespace-nowrap font-normal text-faint text-xs">
            {run.name === null ? "" : `${run.method}, `}run {run.id}
            <span className="md:hidden">, {repeatNumber(run.repeat)}</span>
          </span>
          {run.pinned ? <Pin /> : null}
          {isBaseline ? (
            <span className="shrink-0 rounded border border-line-strong px-1 font-normal text-xs leading-4">
              baseline
            </span>
          ) : null}
          {columns.includes("tags") ? null : <Tags tags={run.tags} />}
        </span>
        {named ? (
          <span className="block truncate font-normal text-faint text-xs">
            {run.experiment.name}
          </span>
        ) : null}
        {run.status === "finished" ? null : (
          <span className="block font-normal text-xs md:hidden">
            <StatusBadge status={run.status} />
          </span>
        )}
      </th>
      {columns.map((column) => (
        <td className={`${CELL} ${usual ? columnLook(column).hidden : ""}`} key={column}>
          <Cell column={column} context={context} run={run} />
        </td>
      ))}
      <td className="pr-2 align-middle">
        <button
          aria-label={`Change run ${run.id}: name, tags, note and more`}
          className="grid size-7 place-items-center rounded text-muted hover:bg-sunken hover:text-ink"
          onClick={() => onEdit(run.id)}
          type="button"
        >
          <svg aria-hidden="true" className="size-4 fill-current" viewBox="0 0 16 16">
            <circle cx="3" cy="8" r="1.4" />
            <circle cx="8" cy="8" r="1.4" />
            <circle cx="13" cy="8" r="1.4" />
          </svg>
        </button>
      </td>
    </tr>
  );
}

function Pin() {
  return (
    <svg
      aria-label="pinned"
      className="size-3 shrink-0 self-center fill-current text-brand"
      role="img"
      viewBox="0 0 12 12"
    >
      <path d="M4 1h4v3.5L9.5 7h-3v3.5L6 12l-.5-1.5V7h-3L4 4.5Z" />
    </svg>
  );
}
