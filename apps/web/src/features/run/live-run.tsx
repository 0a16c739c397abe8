"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { useClock } from "../shell/use-clock.ts";
import { CurvesSection, type CurvesView } from "./curves-section.tsx";
import type { LiveEvent } from "./live-message.ts";
import { LogSection } from "./log-section.tsx";
import { RunActions } from "./run-actions.tsx";
import { RunEnd } from "./run-end.tsx";
import { RunFigures } from "./run-figures.tsx";
import { RunHeader } from "./run-header.tsx";
import type { RunLog } from "./run-log.ts";
import { lastEvent, type RunSummary } from "./run-summary.ts";
import { type PageSection, SectionNav } from "./section-nav.tsx";
import { SelectionSection } from "./selection-section.tsx";
import { useRunEvents } from "./use-run-events.ts";

const TEST_SECTIONS: readonly PageSection[] = [
  { id: "confusion", label: "Confusion" },
  { id: "images", label: "Images" },
  { id: "classes", label: "Classes" },
  { id: "probabilities", label: "Probabilities" },
];

/** A run's page: what changes while it runs is here, what does not is handed in as it is. */
export function LiveRun({
  run,
  log,
  cursor,
  actions,
  measurements,
  test,
  settings,
  lastSections,
  curvesView,
}: {
  run: RunSummary;
  log: RunLog;
  /** The last thing the run said when the page was read. */
  cursor: number;
  actions: ReactNode;
  /** What the test measured, or where it will stand; null where it will never be. */
  measurements: ReactNode;
  /** What the test shows; null as long as there was none. */
  test: ReactNode;
  settings: ReactNode;
  /** What stands in `settings`. */
  lastSections: readonly PageSection[];
  curvesView: CurvesView;
}) {
  const { events, curves, status, line } = useRunEvents(run.id, {
    log,
    cursor,
    status: run.status,
  });
  const epochs = lastEvent(events, "epoch.finished")?.epochs ?? 1;
  const now = useClock(new Date(run.now), status === "running");
  const router = useRouter();
  const lacksTest = lastEvent(events, "predictions") !== null && test === null;
  const hasChanged = status !== run.status;
  // No more is said of a run that goes on: it was deleted for good.
  const isGone = line === "over" && status === "running";
  // External system: the server, which has images and final facts that the events do not carry. Each of these is a
  // reason of its own: the end may come while the page of the test is still being read.
  useEffect(() => {
    if (lacksTest || hasChanged || isGone) router.refresh();
  }, [lacksTest, hasChanged, isGone, router]);

  const isThere = (type: LiveEvent["event"]["type"]) => lastEvent(events, type) !== null;
  const sections: PageSection[] = [
    ...(measurements ? [{ id: "measurements", label: "Measurements" }] : []),
    ...(curves.length > 0 ? [{ id: "curves", label: "Training" }] : []),
    ...(test ? TEST_SECTIONS : []),
    ...(isThere("selection") ? [{ id: "selection", label: "Selection" }] : []),
    ...(isThere("log") ? [{ id: "log", label: "Log" }] : []),
    ...lastSections,
  ];

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
      <SectionNav sections={sections} />
      <RunFigures events={events} now={now} run={run} status={status} />
      {measurements}
      <CurvesSection
        curves={curves}
        epochs={epochs}
        method={run.method}
        numTrain={run.numTrain}
        view={curvesView}
      />
      {test}
      <SelectionSection events={events} method={run.method} />
      <LogSection events={events} />
      {settings}
    </div>
  );
}
