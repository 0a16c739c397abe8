"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { CurvesSection } from "./curves-section.tsx";
import type { LiveEvent } from "./live-message.ts";
import { LogSection } from "./log-section.tsx";
import { RunEnd } from "./run-end.tsx";
import { RunFigures } from "./run-figures.tsx";
import { RunHeader } from "./run-header.tsx";
import { lastEvent, type RunSummary } from "./run-summary.ts";
import { SelectionSection } from "./selection-section.tsx";
import { useClock } from "./use-clock.ts";
import { useRunEvents } from "./use-run-events.ts";

/** A run's page: what changes while it runs is here, what does not is handed in as it is. */
export function LiveRun({
  run,
  initialEvents,
  actions,
  predictions,
  settings,
}: {
  run: RunSummary;
  initialEvents: readonly LiveEvent[];
  actions: ReactNode;
  /** Null as long as there are none. */
  predictions: ReactNode;
  settings: ReactNode;
}) {
  const { events, status, line } = useRunEvents(run.id, {
    events: initialEvents,
    status: run.status,
  });
  const now = useClock(run.now, status === "running");
  const router = useRouter();
  const stale =
    (lastEvent(events, "predictions") !== null && predictions === null) || status !== run.status;
  // External system: the server, which has pictures and final facts that the events do not carry.
  useEffect(() => {
    if (stale) router.refresh();
  }, [stale, router]);

  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <RunHeader now={now} run={run} status={status} />
        {actions}
      </div>
      {line === "lost" && status === "running" ? (
        <p className="text-sm text-warn" role="status">
          The dashboard's server does not answer; trying again…
        </p>
      ) : null}
      <RunEnd events={events} status={status} />
      <RunFigures events={events} now={now} run={run} status={status} />
      <CurvesSection events={events} method={run.method} />
      {predictions}
      <SelectionSection events={events} />
      <LogSection events={events} />
      {settings}
    </div>
  );
}
