import {
  exactTime,
  percent,
  percentRange,
  significant,
  timeAgo,
} from "@graft/core/analysis/format";
import type { RunTableRow } from "@graft/db";
import { type Axis, IntervalBar, positionOn } from "@graft/ui/charts/intervals";
import { StatusBadge } from "@graft/ui/marks";
import type { ReactNode } from "react";
import { estimateAccuracy, timeTaken } from "../shared/run-words.ts";
import type { ColumnId } from "./runs-query.ts";

/** The columns inside the accuracy column: number, bar, interval. */
export const ACCURACY_COLUMNS =
  "items-center gap-x-3 grid-cols-[auto_1fr] sm:grid-cols-[3.5rem_minmax(4rem,1fr)_6.5rem]";

export interface CellContext {
  readonly axis: Axis;
  readonly now: Date;
  /** The run that others are compared with. */
  readonly baseline: RunTableRow | null;
}

/** The content of one column of a run. */
export function Cell({
  column,
  run,
  context,
}: {
  column: ColumnId;
  run: RunTableRow;
  context: CellContext;
}): ReactNode {
  const { now, baseline } = context;
  switch (column) {
    case "run":
      return null;
    case "status":
      return run.stopping ? (
        <span className="text-muted">stopping…</span>
      ) : (
        <StatusBadge status={run.status} />
      );
    case "accuracy":
      return <AccuracyCell context={context} run={run} />;
    case "repeat":
      return (
        <span className="whitespace-nowrap">
          {run.repeat + 1}
          <span className="text-faint">, seed {run.seed}</span>
        </span>
      );
    case "seed":
      return run.seed;
    case "backend":
    case "device":
      return run[column];
    case "duration":
      return (
        <span className="whitespace-nowrap">
          {timeTaken(run, now)} {baseline ? <Delta {...durationDifference(run, baseline)} /> : null}
        </span>
      );
    case "started":
      return <TimeCell now={now} time={run.startedAt} />;
    case "finished":
      return <TimeCell now={now} time={run.finishedAt} />;
    case "tags":
      return <Tags tags={run.tags} />;
    case "note":
      return (
        <span className="block truncate" title={run.note}>
          {run.note}
        </span>
      );
    case "experiment":
      return run.experiment.name;
    case "dataset":
      return run.experiment.dataset;
    case "images":
      return run.numTest;
    case "error":
      return run.errorCode ? <span className="font-mono text-xs">{run.errorCode}</span> : null;
    default: {
      const value = run.extra[column];
      if (value === undefined) return <span className="text-faint">–</span>;
      const text = typeof value === "number" ? significant(value, 4) : value;
      const difference = baseline && extraDifference(column, run, baseline);
      return (
        <span className="block truncate" title={String(value)}>
          {text} {difference ? <Delta {...difference} /> : null}
        </span>
      );
    }
  }
}

/** A run's accuracy with its interval; while there is none, how far the run is, or why there is none. */
function AccuracyCell({ run, context }: { run: RunTableRow; context: CellContext }) {
  const { axis, baseline } = context;
  const estimate = estimateAccuracy(run.accuracy, run.numTest);
  if (!estimate) return <Unfinished run={run} />;
  const difference = baseline && accuracyDifference(run, baseline);
  return (
    <div className={`grid ${ACCURACY_COLUMNS}`}>
      <span className="font-semibold">{percent(estimate.value)}</span>
      <span className="order-last col-span-2 sm:order-none sm:col-span-1">
        <IntervalBar
          axis={axis}
          estimate={estimate}
          joined
          method={run.method}
          tickClass="hidden sm:inline"
        />
      </span>
      <span
        className="whitespace-nowrap text-faint text-xs"
        title={`95% interval ${percentRange(estimate)}, ${run.numTest} test images`}
      >
        {difference ? (
          <>
            <Delta {...difference} /> points
            {run.splitId === baseline?.splitId ? "" : "*"}
          </>
        ) : (
          percentRange(estimate)
        )}
      </span>
    </div>
  );
}

/** A difference to the baseline; the sign carries the same information as the colour. */
function Delta({ text, better }: Partial<Difference>) {
  if (text === undefined) return null;
  const look = better === null ? "text-muted" : better ? "text-good" : "text-bad";
  return <span className={`font-medium text-xs ${look}`}>{text}</span>;
}

function Unfinished({ run }: { run: RunTableRow }) {
  if (run.errorCode) return <span className="font-mono text-muted text-xs">{run.errorCode}</span>;
  if (run.status !== "running") return <span className="text-faint text-sm">no predictions</span>;
  if (!run.progress) return <span className="text-muted text-sm">Running…</span>;
  const { epoch, epochs } = run.progress;
  return (
    <div className="flex items-center gap-3 text-muted text-sm">
      <span className="whitespace-nowrap">
        epoch {epoch} of {epochs}
      </span>
      <svg
        aria-hidden="true"
        className="hidden h-1.5 max-w-40 grow rounded-full sm:block"
        height="6"
      >
        <rect className="fill-sunken" height="100%" rx="3" width="100%" />
        <rect
          className="fill-hit"
          height="100%"
          rx="3"
          width={`${positionOn({ min: 0, max: epochs, ticks: [] }, epoch)}%`}
        />
      </svg>
    </div>
  );
}

/** A time, roughly; exactly when pointed at. */
function TimeCell({ time, now }: { time: Date | null; now: Date }) {
  if (!time) return <span className="text-faint">not yet</span>;
  return (
    <time
      className="whitespace-nowrap"
      dateTime={time.toISOString()}
      suppressHydrationWarning
      title={exactTime(time)}
    >
      {timeAgo(time, now)}
    </time>
  );
}

/**
 * How a value differs from the baseline's, ready to be read. Whether a difference in accuracy is more than chance takes
 * the answers to each image, which a table of all runs does not have: the comparison of the runs judges it.
 */
export interface Difference {
  readonly text: string;
  /** Null where neither more nor less is better. */
  readonly better: boolean | null;
}

/**
 * A difference in accuracy in percentage points: "+2.0".
 *
 * Null for the baseline itself, and where one of the two was not tested.
 */
export function accuracyDifference(run: RunTableRow, baseline: RunTableRow): Difference | null {
  if (run.id === baseline.id || run.accuracy === null || baseline.accuracy === null) return null;
  const points = (run.accuracy - baseline.accuracy) * 100;
  return { ...signed(points, (size) => size.toFixed(1)), better: null };
}

/** How many times as long a run took: "×0.25"; less is better. */
export function durationDifference(run: RunTableRow, baseline: RunTableRow): Difference | null {
  if (run.id === baseline.id || run.seconds === null || !baseline.seconds) return null;
  const ratio = run.seconds / baseline.seconds;
  return {
    text: `×${significant(ratio, 2)}`,
    better: Math.abs(ratio - 1) < 0.05 ? null : ratio < 1,
  };
}

/** The difference of a setting or metric, where both are numbers. Whether more is better is unknown. */
export function extraDifference(
  column: string,
  run: RunTableRow,
  baseline: RunTableRow,
): Difference | null {
  const [mine, theirs] = [run.extra[column], baseline.extra[column]];
  if (run.id === baseline.id || typeof mine !== "number" || typeof theirs !== "number") return null;
  return { ...signed(mine - theirs, (size) => significant(size, 2)), better: null };
}

function signed(value: number, format: (size: number) => string): Difference {
  const size = format(Math.abs(value));
  if (Number(size) === 0) return { text: "±0", better: null };
  return { text: `${value > 0 ? "+" : "−"}${size}`, better: value > 0 };
}

/** The tags of a run, as words in a row. */
export function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <span className="flex min-w-0 gap-1 overflow-hidden">
      {tags.map((tag) => (
        <span
          className="max-w-32 truncate rounded bg-sunken px-1.5 font-normal text-muted text-xs leading-5"
          key={tag}
          title={tag}
        >
          {tag}
        </span>
      ))}
    </span>
  );
}

interface ColumnLook {
  /** In pixels. */
  readonly width: number;
  /** Classes of the column unless columns were chosen: its width, and where it is hidden. */
  readonly usual: string;
  /** The same for a cell: where it is left out. */
  readonly hidden: string;
}

// Written out: Tailwind finds classes as whole words.
const MEDIUM = { usual: "hidden md:table-column", hidden: "hidden md:table-cell" };
const LARGE = { usual: "hidden lg:table-column", hidden: "hidden lg:table-cell" };
const WIDE = { usual: "hidden xl:table-column", hidden: "hidden xl:table-cell" };
const WIDEST = { usual: "hidden 2xl:table-column", hidden: "hidden 2xl:table-cell" };

const LOOKS: Partial<Readonly<Record<ColumnId, ColumnLook>>> = {
  status: { width: 116, usual: `w-29 ${MEDIUM.usual}`, hidden: MEDIUM.hidden },
  accuracy: { width: 390, usual: "w-37 sm:w-80 lg:w-90 2xl:w-97", hidden: "" },
  repeat: { width: 120, usual: `w-30 ${LARGE.usual}`, hidden: LARGE.hidden },
  backend: { width: 112, usual: `w-28 ${WIDEST.usual}`, hidden: WIDEST.hidden },
  duration: { width: 140, usual: `w-35 ${WIDE.usual}`, hidden: WIDE.hidden },
  started: { width: 112, usual: `w-28 ${WIDE.usual}`, hidden: WIDE.hidden },
  tags: { width: 200, usual: "", hidden: "" },
  note: { width: 240, usual: "", hidden: "" },
  experiment: { width: 180, usual: "", hidden: "" },
  dataset: { width: 180, usual: "", hidden: "" },
  error: { width: 190, usual: "", hidden: "" },
};

const OTHER: ColumnLook = { width: 132, usual: "", hidden: "" };

export function columnLook(id: ColumnId): ColumnLook {
  return LOOKS[id] ?? OTHER;
}

/** Of the columns that are always there: tick box, run, actions. */
export const FIXED_WIDTHS = { tick: 40, run: 300, actions: 44 };
