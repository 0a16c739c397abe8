"use client";
import type { RunChange, RunTableRow, SavedView } from "@graft/db";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useEffectEvent, useMemo, useState, useTransition } from "react";
import { ChangeMessage, EditRun, useChanges } from "../changes/edit-run.tsx";
import { affectedIds } from "../changes/run-changes.ts";
import { ExportMenu } from "../export/export-menu.tsx";
import { Choices } from "../shell/controls.tsx";
import { holdLine, useClock } from "../shell/live.ts";
import { arrangeRuns, type TableLine } from "./arrange-runs.ts";
import { ColumnsDialog, HelpDialog, ViewsDialog } from "./dialogs.tsx";
import { FilterBox, NoRuns } from "./filter-box.tsx";
import { addPatches, type LiveRows, patchRows, type RowPatches } from "./live-rows.ts";
import {
  afterClick,
  type ColumnId,
  extraColumns,
  queryText,
  type RunsQuery,
  runsAddress,
  shownColumns,
} from "./runs-query.ts";
import { RunsTable } from "./runs-table.tsx";
import { SelectionBar } from "./selection-bar.tsx";

export interface RunsViewProps {
  readonly rows: readonly RunTableRow[];
  readonly query: RunsQuery;
  /** Where it is not among the rows. */
  readonly baseline: RunTableRow | null;
  readonly views: readonly SavedView[];
  /** Settings and metrics that can be columns. */
  readonly available: readonly string[];
  readonly now: Date;
  /** Of the whole table when it was read (table-stamp.ts). */
  readonly stamp: string;
  /** The most runs that can be compared. */
  readonly most: number;
}

type Open = "help" | "columns" | "views" | { readonly edit: number } | null;

/** The table of runs with everything around it. Order, groups and ticks are settled here; filters by the server. */
export function RunsView({ views, available, most, ...given }: RunsViewProps) {
  const router = useRouter();
  const [busy, startTransition] = useTransition();
  const [query, setQuery] = useQuery(given.query);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open>(null);
  const changes = useChanges();
  const { change } = changes;
  const rows = useLiveRows(given, { live: query.shelf === "active" });
  const clock = useClock(
    given.now,
    rows.some(({ status }) => status === "running"),
  );

  const go = useCallback(
    (next: RunsQuery) => {
      setQuery(next);
      if (needsServer(query, next)) {
        startTransition(() => router.replace(runsAddress(next), { scroll: false }));
      } else history.replaceState(null, "", runsAddress(next));
    },
    [query, router, setQuery],
  );
  const filter = useCallback((text: string) => go({ ...query, filter: text }), [go, query]);
  const lines = useMemo(
    () => arrangeRuns(rows, { query, open: unfolded, now: given.now }),
    [rows, query, unfolded, given.now],
  );
  const reasons = useMemo(() => missingIntervals(lines), [lines]);
  const here = useMemo(
    () => rows.filter(({ id }) => chosen.has(id)).map(({ id }) => id),
    [rows, chosen],
  );
  const choose = useCallback((id: number, on: boolean) => {
    setChosen((before) => {
      const next = new Set(before);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  const changeChosen = async (ids: readonly number[], wanted: RunChange) => {
    const affected = affectedIds(rows, ids, wanted);
    return affected.length === 0 || (await change(affected, wanted));
  };
  const makeBaseline = (id: number) =>
    go({ ...query, baseline: query.baseline === id ? null : id });

  const onRunKey = (key: string, id: number): boolean => {
    const run = rows.find((row) => row.id === id);
    if (!run) return false;
    switch (key) {
      case " ":
      case "x":
        choose(id, !chosen.has(id));
        return true;
      case "e":
        setOpen({ edit: id });
        return true;
      case "p":
        void change([id], { kind: run.pinned ? "unpin" : "pin" });
        return true;
      case "b":
        makeBaseline(id);
        return true;
      case "a":
        void change([id], { kind: query.shelf === "archived" ? "unarchive" : "archive" });
        return true;
      case "Delete":
        void change([id], { kind: query.shelf === "deleted" ? "restore" : "delete" });
        return true;
      case "?":
        setOpen("help");
        return true;
      default:
        return false;
    }
  };

  const edited = typeof open === "object" && open ? rows.find(({ id }) => id === open.edit) : null;
  const close = () => setOpen(null);
  return (
    <>
      <div className="mt-3 flex flex-wrap items-start gap-x-3 gap-y-1">
        <FilterBox
          busy={busy}
          onFilter={filter}
          onHelp={() => setOpen("help")}
          value={query.filter}
        />
        <div className="mb-3 flex flex-wrap items-center gap-2">
          <Choices
            choices={GROUPS.map(([group, label]) => ({
              label,
              active: query.group === group,
              choose: () => go({ ...query, group }),
            }))}
            label="Group the runs by"
          />
          <button className="button" onClick={() => setOpen("columns")} type="button">
            Columns
          </button>
          <button className="button" onClick={() => setOpen("views")} type="button">
            Views
          </button>
          <ExportMenu id="export-runs" tables={exportTables(query)} />
        </div>
      </div>
      {rows.length === 0 ? (
        <NoRuns filtered={query.filter !== ""} onClear={() => filter("")} shelf={query.shelf} />
      ) : (
        <RunsTable
          baseline={rows.find(({ id }) => id === query.baseline) ?? given.baseline}
          chosen={chosen}
          lines={lines}
          now={clock}
          onChoose={choose}
          onEdit={(id) => setOpen({ edit: id })}
          onRunKey={onRunKey}
          onSort={(column: ColumnId) => go(afterClick(query, column))}
          onToggle={(key) =>
            setUnfolded((before) => {
              const next = new Set(before);
              if (!next.delete(key)) next.add(key);
              return next;
            })
          }
          query={query}
          rows={rows}
        />
      )}
      {query.baseline !== null && rows.length > 0 ? (
        <p className="mt-2 text-faint text-xs">
          Differences are relative to run {query.baseline}, the baseline; compare the runs to see
          which are significant. * evaluated on other test images, which may explain the difference.
        </p>
      ) : null}
      {reasons.length > 0 ? (
        <p className="mt-2 text-faint text-xs">
          Some means over repeats have no interval and show the range of the runs instead:{" "}
          {reasons.join("; or ")}.
        </p>
      ) : null}
      <SelectionBar
        change={changeChosen}
        ids={here}
        most={most}
        onClear={() => setChosen(new Set())}
        shelf={query.shelf}
      />
      <ChangeMessage changes={changes} />
      {open === "help" ? <HelpDialog onClose={close} /> : null}
      {open === "columns" ? (
        <ColumnsDialog
          available={available}
          onApply={(columns) => go({ ...query, columns })}
          onClose={close}
          shown={shownColumns(query)}
        />
      ) : null}
      {open === "views" ? (
        <ViewsDialog onClose={close} query={queryText(query)} views={views} />
      ) : null}
      {edited ? (
        <EditRun
          change={change}
          more={
            <button
              className="button"
              onClick={() => {
                makeBaseline(edited.id);
                close();
              }}
              type="button"
            >
              {query.baseline === edited.id ? "Clear baseline" : "Set as baseline"}
            </button>
          }
          onClose={close}
          run={edited}
        />
      ) : null}
    </>
  );
}

const GROUPS = [
  ["experiment", "Experiments"],
  ["repeats", "Repeats"],
  ["none", "One list"],
] as const;

/** The files of the table: the runs as shown, and the means over their repeats. */
function exportTables(query: RunsQuery) {
  return [
    { label: "Runs as shown", address: "/api/export/runs", query: queryText(query) },
    { label: "Means over repeats", address: "/api/export/repeats", query: queryText(query) },
  ];
}

/** The query, which the address may also change from outside: a saved view, the way back. */
function useQuery(given: RunsQuery) {
  const [query, setQuery] = useState(given);
  const [known, setKnown] = useState(given);
  if (queryText(known) !== queryText(given)) {
    setKnown(given);
    setQuery(given);
  }
  return [query, setQuery] as const;
}

/** Whether the rows of the next query are others, or hold more, than those that are here. */
function needsServer(before: RunsQuery, next: RunsQuery): boolean {
  return asked(before) !== asked(next);
}

/** The parts of a query that the server answers. */
function asked(query: RunsQuery): string {
  const extra = new Set(extraColumns([...shownColumns(query), query.sort]));
  return JSON.stringify([query.filter, query.shelf, query.baseline, [...extra].sort()]);
}

/** Why means of several repeats have no interval, each reason once. */
function missingIntervals(lines: readonly TableLine[]): string[] {
  const means = lines.flatMap((line) => (line.kind === "repeats" ? (line.accuracy ?? []) : []));
  return [...new Set(means.filter(({ n }) => n > 1).flatMap(({ unknown }) => unknown ?? []))];
}

interface ReadRows {
  readonly rows: readonly RunTableRow[];
  /** When the server began to read them. */
  readonly now: Date;
  /** Of the whole table then (table-stamp.ts). */
  readonly stamp: string;
}

/**
 * The rows, kept up to date: the server sends rows of running runs when they change, and tells when runs began or
 * ended; then the page is read again.
 */
function useLiveRows(
  { rows, now, stamp }: ReadRows,
  { live }: { live: boolean },
): readonly RunTableRow[] {
  const router = useRouter();
  const [patches, setPatches] = useState<RowPatches>(new Map());
  const compare = useEffectEvent((seen: string) => {
    if (seen !== stamp) router.refresh();
  });
  // External system: the server-sent events of the table.
  useEffect(() => {
    if (!live) return;
    return holdLine({
      address: () => "/api/runs/live",
      on: {
        rows: (data) => setPatches((before) => addPatches(before, JSON.parse(data) as LiveRows)),
        stamp: (data) => compare(JSON.parse(data) as string),
      },
    });
  }, [live]);
  return useMemo(() => patchRows(rows, patches, now), [rows, patches, now]);
}
