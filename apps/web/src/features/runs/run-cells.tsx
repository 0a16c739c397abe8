import {
  exactTime,
  percent,
  percentRange,
  significant,
  timeAgo,
} from "@graft/core/analysis/format";
import type { RunTableRow } from "@graft/db";
import { IntervalBar } from "@graft/ui/interval-bar";
import { type Axis, positionOn } from "@graft/ui/prepare-axis";
import { StatusBadge } from "@graft/ui/status-badge";
import type { ReactNode } from "react";
import { estimateAccuracy } from "../estimate.ts";
import { timeTaken } from "../run-words.ts";
import type { ColumnId } from "./columns.ts";
import {
  accuracyDifference,
  type Difference,
  durationDifference,
  extraDifference,
} from "./difference.ts";
import { Tags } from "./tags.tsx";

/** The columns inside the accuracy column: number, bar, interval. */
export const ACCURACY_COLUMNS =
  "items-center gap-x-3 grid-cols-[auto_1fr] sm:grid-cols-[3.5rem_minmax(4rem,1fr)_6.5rem]";

export interface CellContext {
  readonly axis: Axis;
  readonly now: Date;
  /** What the others are compared with. */
  readonly baseline: RunTableRow | null;
}

/** What stands in one column of one run. */
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

/** A difference to the baseline; its sign says what its colour says. */
function Delta({ text, better }: Partial<Difference>) {
  if (text === undefined) return null;
  const look = better === null ? "text-muted" : better ? "text-good" : "text-bad";
  return <span className={`font-medium text-xs ${look}`}>{text}</span>;
}

function Unfinished({ run }: { run: RunTableRow }) {
  if (run.errorCode) return <span className="font-mono text-muted text-xs">{run.errorCode}</span>;
  if (run.status !== "running") return <span className="text-faint text-sm">no predictions</span>;
  if (!run.progress) return <span className="text-muted text-sm">at work…</span>;
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
