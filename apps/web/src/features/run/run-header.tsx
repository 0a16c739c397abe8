import { exactTime, timeAgo } from "@graft/core/analysis/format";
import type { RunStatus } from "@graft/core/contract";
import { MethodMark } from "@graft/ui/method-mark";
import { methodStyle } from "@graft/ui/methods";
import { StatusBadge } from "@graft/ui/status-badge";
import Link from "next/link";
import { repeatNumber } from "../run-words.ts";
import { Tags } from "../runs/tags.tsx";
import type { RunSummary } from "./run-summary.ts";

/** Which run this is, and how it stands. */
export function RunHeader({ run, status, now }: { run: RunSummary; status: RunStatus; now: Date }) {
  const started = run.startedAt ? new Date(run.startedAt) : null;
  return (
    <header>
      <nav aria-label="Breadcrumb" className="text-muted text-sm">
        <Link className="hover:text-ink" href="/">
          Runs
        </Link>{" "}
        <span aria-hidden="true">/</span> {run.experiment}
      </nav>
      <div className="mt-1 flex flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="flex items-center gap-2.5 font-semibold text-2xl tracking-tight">
          <MethodMark method={run.method} />
          <span className="min-w-0 break-words">{run.name ?? run.method}</span>
        </h1>
        <StatusBadge status={status} />
        <Tags tags={run.tags} />
        {run.deleted ? <span className="font-medium text-bad text-sm">in the bin</span> : null}
        {run.archived ? <span className="text-muted text-sm">archived</span> : null}
      </div>
      <p className="mt-1 text-muted text-sm">{methodStyle(run.method).about}</p>
      <p className="mt-1 flex flex-wrap gap-x-3 text-faint text-sm">
        {run.name === null ? null : <span>{run.method}</span>}
        <span>run {run.id}</span>
        <span>{repeatNumber(run.repeat)}</span>
        <span>seed {run.seed}</span>
        {run.dataset === run.experiment ? null : <span>data set {run.dataset}</span>}
        {run.numSkipped > 0 ? (
          <span>
            {run.numSkipped} unreadable {run.numSkipped === 1 ? "image" : "images"} left out
          </span>
        ) : null}
        {started ? (
          <time
            dateTime={started.toISOString()}
            // The browser may be in another time zone than the server.
            suppressHydrationWarning
            title={exactTime(started)}
          >
            {`started ${timeAgo(started, now)}`}
          </time>
        ) : null}
      </p>
      {run.note === "" ? null : (
        <p className="mt-2 max-w-prose whitespace-pre-wrap break-words border-line-strong border-l-2 pl-3 text-sm">
          {run.note}
        </p>
      )}
    </header>
  );
}
