"use client";
import type { RunTableRow } from "@graft/db";
import { type Axis, AxisLabels, accuracyAxis } from "@graft/ui/charts/intervals";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useCallback, useMemo, useRef } from "react";
import { estimateAccuracy } from "../shared/run-words.ts";
import type { TableLine } from "./arrange-runs.ts";
import { ACCURACY_COLUMNS, columnLook, FIXED_WIDTHS } from "./run-cells.tsx";
import { type ColumnId, columnLabel, type RunsQuery, shownColumns } from "./runs-query.ts";
import { HeadingRow, RepeatsRow, RunRow } from "./table-rows.tsx";

/** The window size that the server assumes: enough rows for the first view. */
const FIRST_SIGHT = { width: 1280, height: 900 };

export interface RunsTableProps {
  readonly lines: readonly TableLine[];
  readonly rows: readonly RunTableRow[];
  /** The run that others are compared with; it may be missing from the rows. */
  readonly baseline: RunTableRow | null;
  readonly query: RunsQuery;
  readonly now: Date;
  readonly chosen: ReadonlySet<number>;
  readonly onChoose: (id: number, chosen: boolean) => void;
  readonly onEdit: (id: number) => void;
  readonly onSort: (column: ColumnId) => void;
  readonly onToggle: (key: string) => void;
  /** A key was pressed on a run. */
  readonly onRunKey: (key: string, id: number) => boolean;
}

/**
 * The runs; only those in view are drawn. It stays a real table: rows out of view are two empty
 * rows with their height as an attribute, for the content policy forbids style attributes.
 */
export function RunsTable({
  lines,
  rows,
  baseline,
  query,
  now,
  onRunKey,
  ...props
}: RunsTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === "heading" ? 41 : 45),
    getItemKey: (index) => lines[index]?.key ?? index,
    initialRect: FIRST_SIGHT,
    overscan: 12,
  });
  const axis = useMemo(
    () => accuracyAxis(rows.flatMap((run) => estimateAccuracy(run.accuracy, run.numTest) ?? [])),
    [rows],
  );
  const context = { axis, now, baseline };
  const columns = shownColumns(query);
  const usual = query.columns === null;
  const items = virtualizer.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (items.at(-1)?.end ?? 0);
  const focusLine = useFocusLine(scroller, virtualizer.scrollToIndex);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>("tr[data-index]");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const index = Number(row.dataset.index);
    const next = nextLine(event.key, { index, lines });
    const run = row.dataset.run;
    if (next !== null) focusLine(next);
    // A tick box has its own use for the space bar.
    else if (run === undefined || (event.key === " " && target.matches("input, button"))) return;
    else if (!onRunKey(event.key, Number(run))) return;
    event.preventDefault();
  };

  return (
    <div
      className="panel max-h-[calc(100dvh-6rem)] overflow-auto overscroll-contain"
      ref={scroller}
      role="presentation"
      onKeyDown={onKeyDown}
    >
      <table
        aria-rowcount={lines.length + 1}
        className="w-full min-w-full table-fixed text-left text-sm tabular-nums"
        {...(usual ? {} : { width: tableWidth(columns) })}
      >
        <caption className="sr-only">Runs with their status, accuracy and duration</caption>
        <TableHead axis={axis} onSort={props.onSort} query={query} />
        <tbody>
          <Gap height={before} />
          {items.map(({ index, key }) => {
            const line = lines[index];
            if (!line) return null;
            const place = { index, measure: virtualizer.measureElement };
            if (line.kind === "heading") {
              return (
                <HeadingRow columns={columns} key={key} line={line} place={place} usual={usual} />
              );
            }
            if (line.kind === "repeats") {
              return (
                <RepeatsRow
                  columns={columns}
                  context={context}
                  key={key}
                  line={line}
                  onToggle={props.onToggle}
                  place={place}
                  usual={usual}
                />
              );
            }
            return (
              <RunRow
                chosen={props.chosen.has(line.run.id)}
                columns={columns}
                context={context}
                key={key}
                line={line}
                named={query.group === "none"}
                onChoose={props.onChoose}
                onEdit={props.onEdit}
                place={place}
                usual={usual}
              />
            );
          })}
          <Gap height={after} />
        </tbody>
      </table>
    </div>
  );
}

function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td height={height} />
    </tr>
  );
}

function tableWidth(columns: readonly ColumnId[]): number {
  const { tick, run, actions } = FIXED_WIDTHS;
  return columns.reduce((sum, id) => sum + columnLook(id).width, tick + run + actions);
}

/** Where a key leads from a line; null for a key that leads nowhere. Headings are passed over. */
function nextLine(
  key: string,
  { index, lines }: { index: number; lines: readonly TableLine[] },
): number | null {
  const step = key === "ArrowDown" || key === "j" || key === "Home" ? 1 : -1;
  if (!["ArrowDown", "ArrowUp", "j", "k", "Home", "End"].includes(key)) return null;
  let next = key === "Home" ? 0 : key === "End" ? lines.length - 1 : index + step;
  while (lines[next]?.kind === "heading") next += step;
  return next >= 0 && next < lines.length ? next : index;
}

/** Brings a line into view, also where it is not drawn yet, and puts the focus on it. */
function useFocusLine(
  scroller: { readonly current: HTMLDivElement | null },
  scrollToIndex: (index: number) => void,
): (index: number) => void {
  return useCallback(
    (index) => {
      scrollToIndex(index);
      let tries = 0;
      const focus = () => {
        const place = `tr[data-index="${index}"] [data-focus="row"]`;
        const target = scroller.current?.querySelector<HTMLElement>(place);
        if (target) target.focus({ preventScroll: true });
        else if (tries++ < 20) requestAnimationFrame(focus);
      };
      focus();
    },
    [scroller, scrollToIndex],
  );
}

/** Widths and headings; widths are fixed, so that nothing moves when other rows come into view. */
function TableHead({
  query,
  axis,
  onSort,
}: {
  query: RunsQuery;
  axis: Axis;
  onSort: (column: ColumnId) => void;
}) {
  const columns = shownColumns(query);
  const chosen = query.columns !== null;
  return (
    <>
      <colgroup>
        <col width={FIXED_WIDTHS.tick} />
        <col {...(chosen ? { width: FIXED_WIDTHS.run } : {})} />
        {columns.map((column) => {
          const { width, usual } = columnLook(column);
          return chosen ? (
            <col key={column} width={width} />
          ) : (
            <col className={usual} key={column} />
          );
        })}
        <col width={FIXED_WIDTHS.actions} />
      </colgroup>
      <thead className="sticky top-0 z-10 border-line border-b bg-surface text-muted shadow-[0_1px_0_var(--line)]">
        <tr>
          <td />
          <SortHeading column="run" onSort={onSort} query={query}>
            Run
          </SortHeading>
          {columns.map((column) => (
            <SortHeading
              below={
                column === "accuracy" ? (
                  <span className={`grid ${ACCURACY_COLUMNS}`}>
                    <span className="col-span-2 sm:col-span-1 sm:col-start-2">
                      <AxisLabels axis={axis} column />
                    </span>
                  </span>
                ) : null
              }
              className={chosen ? "" : columnLook(column).hidden}
              column={column}
              key={column}
              onSort={onSort}
              query={query}
            >
              {columnLabel(column)}
              {column === "accuracy" ? (
                <span className="hidden font-normal sm:inline"> and 95% interval</span>
              ) : null}
            </SortHeading>
          ))}
          <td />
        </tr>
      </thead>
    </>
  );
}

/** The heading of a column; a click sorts by it, another one turns the order round. */
function SortHeading({
  query,
  column,
  onSort,
  className = "",
  below,
  children,
}: {
  query: RunsQuery;
  column: ColumnId;
  onSort: (column: ColumnId) => void;
  className?: string;
  /** Content of the heading outside its button. */
  below?: ReactNode;
  children: ReactNode;
}) {
  const active = query.sort === column;
  const order = query.direction === "asc" ? "ascending" : "descending";
  return (
    <th
      aria-sort={active ? order : "none"}
      className={`px-3 py-2 align-bottom font-medium text-xs ${className}`}
      scope="col"
    >
      <button
        className={`max-w-full truncate hover:text-ink ${active ? "text-ink" : ""}`}
        onClick={() => onSort(column)}
        type="button"
      >
        {children}
        <svg
          aria-hidden="true"
          className={`ml-1 inline-block size-2.5 fill-current ${active ? "" : "opacity-0"}`}
          viewBox="0 0 10 10"
        >
          <path d={query.direction === "asc" ? "M5 2 9 8H1Z" : "M5 8 1 2h8Z"} />
        </svg>
      </button>
      {below}
    </th>
  );
}
