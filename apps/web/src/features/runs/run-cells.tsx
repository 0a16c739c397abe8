import type { RunTableRow } from "@graft/db";
import { exactTime, percent, percentRange, timeAgo } from "@graft/ui/format";
import { IntervalBar } from "@graft/ui/interval-bar";
import { type Axis, positionOn } from "@graft/ui/prepare-axis";
import { estimateAccuracy } from "../estimate.ts";

/** The columns inside the accuracy column: number, bar, interval. */
export const ACCURACY_COLUMNS =
  "items-center gap-x-3 grid-cols-[auto_1fr] sm:grid-cols-[3.5rem_minmax(6rem,1fr)_6.5rem]";

/** A run's accuracy with its interval; while there is none, how far the run is, or why there is none. */
export function AccuracyCell({ run, axis }: { run: RunTableRow; axis: Axis }) {
  const estimate = estimateAccuracy(run.accuracy, run.numTest);
  if (!estimate) return <Unfinished run={run} />;
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
        title={`95% interval, ${run.numTest} test images`}
      >
        {percentRange(estimate)}
      </span>
    </div>
  );
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

/** When a run started, roughly; exactly when pointed at. */
export function StartedCell({ startedAt, now }: { startedAt: Date | null; now: Date }) {
  if (!startedAt) return <span className="text-faint">not yet</span>;
  return (
    <time
      className="whitespace-nowrap"
      dateTime={startedAt.toISOString()}
      title={exactTime(startedAt)}
    >
      {timeAgo(startedAt, now)}
    </time>
  );
}
