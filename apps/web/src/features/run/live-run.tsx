"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { useClock } from "../shell/live.ts";
import { CurvesSection, type CurvesView } from "./curves.tsx";
import { RunActions, RunEnd, RunFigures, RunHeader } from "./header.tsx";
import { type LiveEvent, lastEvent, type RunLog, type RunSummary } from "./run-log.ts";
import { SelectionSection } from "./selection.tsx";
import { useRunEvents } from "./use-run-events.ts";

const TEST_SECTIONS: readonly PageSection[] = [
  { id: "confusion", label: "Confusion" },
  { id: "images", label: "Images" },
  { id: "classes", label: "Classes" },
  { id: "probabilities", label: "Probabilities" },
];

/** A run's page. The parts that change while it runs are rendered here; the others are passed in. */
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
  /** Number of the last event when the page was read. */
  cursor: number;
  actions: ReactNode;
  /** The measurements of the test, or their empty places; null if there will never be any. */
  measurements: ReactNode;
  /** The sections of the test; null until it has been tested. */
  test: ReactNode;
  settings: ReactNode;
  /** The sections in `settings`. */
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
  // The feed of a running run ends only if the run was deleted permanently.
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

/** A section of the page: the id of its heading, and its name. */
export interface PageSection {
  readonly id: string;
  readonly label: string;
}

/** Links to the sections of the page; always in view. */
function SectionNav({ sections }: { sections: readonly PageSection[] }) {
  if (sections.length < 2) return null;
  return (
    <nav
      aria-label="On this page"
      className="sticky top-0 z-10 -mx-4 overflow-x-auto border-line border-b bg-paper px-4 sm:-mx-6 sm:px-6 lg:-mx-8 lg:px-8"
    >
      <ul className="flex gap-1 py-1 text-sm">
        {sections.map(({ id, label }) => (
          <li key={id}>
            <a
              className="inline-block whitespace-nowrap rounded px-2 py-1 text-muted hover:bg-sunken hover:text-ink"
              href={`#${id}`}
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The run's log messages. */
function LogSection({ events }: { events: readonly LiveEvent[] }) {
  const lines = events.flatMap(({ seq, at, event }) =>
    event.type === "log" ? [{ seq, at, level: event.level, message: event.message }] : [],
  );
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="log" className="panel p-4">
      <h2 className="section-title mb-2 scroll-mt-16" id="log">
        Log
      </h2>
      <ol className="space-y-1.5 text-sm">
        {lines.map(({ seq, at, level, message }) => (
          <li className={`break-words ${level === "warning" ? "text-warn" : ""}`} key={seq}>
            <time
              className="mr-2 text-faint text-xs tabular-nums"
              dateTime={at}
              // The browser may be in another time zone than the server.
              suppressHydrationWarning
            >
              {new Date(at).toLocaleTimeString("en-GB")}
            </time>
            {level === "warning" ? <strong className="font-medium">Warning: </strong> : null}
            {message}
          </li>
        ))}
      </ol>
    </section>
  );
}
