"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { CurvesSection } from "./curves-section.tsx";
import { LogSection } from "./log-section.tsx";
import { RunActions } from "./run-actions.tsx";
import { RunEnd } from "./run-end.tsx";
import { RunFigures } from "./run-figures.tsx";
import { RunHeader } from "./run-header.tsx";
import type { RunLog } from "./run-log.ts";
import { lastEvent, type RunSummary } from "./run-summary.ts";
import { SelectionSection } from "./selection-section.tsx";
import { useClock } from "./use-clock.ts";
import { useRunEvents } from "./use-run-events.ts";

/** A run's page: what changes while it runs is here, what does not is handed in as it is. */
export function LiveRun({
  run,
  log,
  cursor,
  actions,
  measurements,
  test,
  settings,
}: {
  run: RunSummary;
  log: RunLog;
  /** The last thing the run said when the page was read. */
  cursor: number;
  actions: ReactNode;
  /** What the test measured and shows; null as long as there was none. */
  measurements: ReactNode;
  test: ReactNode;
  settings: ReactNode;
}) {
  const { events, curves, status, line } = useRunEvents(run.id, {
    log,
    cursor,
    status: run.status,
  });
  const epochs = lastEvent(events, "epoch.finished")?.epochs ?? 1;
  const now = useClock(run.now, status === "running");
  const router = useRouter();
  const stale =
    (lastEvent(events, "predictions") !== null && test === null) || status !== run.status;
  // External system: the server, which has pictures and final facts that the events do not carry.
  useEffect(() => {
    if (stale) router.refresh();
  }, [stale, router]);

  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <RunHeader now={now} run={run} status={status} />
        <RunActions run={run} status={status}>
          {actions}
        </RunActions>
      </div>
      {line === "lost" && status === "running" ? (
        <p className="text-sm text-warn" role="status">
          The dashboard's server does not answer; trying again…
        </p>
      ) : null}
      <RunEnd events={events} status={status} />
      <RunFigures events={events} now={now} run={run} status={status} />
      {measurements}
      <CurvesSection curves={curves} epochs={epochs} method={run.method} />
      {test}
      <SelectionSection events={events} />
      <LogSection events={events} />
      {settings}
    </div>
  );
}
