"use client";
import { duration, exactTime, percent, percentRange, timeAgo } from "@graft/core/analysis/format";
import type { RunStatus } from "@graft/core/contract";
import { Notice, RichText } from "@graft/ui/blocks";
import { AxisLabels, accuracyAxis, IntervalBar } from "@graft/ui/charts/intervals";
import { methodStyle } from "@graft/ui/looks";
import { MethodMark, StatusBadge } from "@graft/ui/marks";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { ChangeMessage, EditRun, useChanges } from "../changes/edit-run.tsx";
import { Tags } from "../runs/run-cells.tsx";
import { estimateAccuracy, repeatNumber, timeTaken } from "../shared/run-words.ts";
import { hitsText, type LiveEvent, lastEvent, type RunSummary, secondsLeft } from "./run-log.ts";

/** The run's name, status and description. */
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
        {run.deleted ? <span className="font-medium text-bad text-sm">deleted</span> : null}
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

/** The buttons of a run's page. */
export function RunActions({
  run,
  status,
  children,
}: {
  run: RunSummary;
  status: RunStatus;
  /** Where else to go. */
  children: ReactNode;
}) {
  const [editing, setEditing] = useState(false);
  const [asked, setAsked] = useState(false);
  const isStopping = asked || run.stopping;
  const changes = useChanges();
  const stop = async () => {
    setAsked(true);
    if (!(await changes.change([run.id], { kind: "stop" }))) setAsked(false);
  };
  return (
    <div className="flex flex-wrap gap-2">
      {status === "running" ? (
        <button
          className="button min-w-24"
          disabled={isStopping}
          onClick={() => void stop()}
          title="It stops at its next batch and keeps what it logged; the experiment continues with the next method."
          type="button"
        >
          {isStopping ? "Stopping…" : "Stop"}
        </button>
      ) : null}
      {run.deleted ? (
        <button
          className="button"
          onClick={() => void changes.change([run.id], { kind: "restore" })}
          type="button"
        >
          Restore
        </button>
      ) : (
        <button className="button" onClick={() => setEditing(true)} type="button">
          Edit
        </button>
      )}
      {children}
      <ChangeMessage changes={changes} />
      {editing ? (
        <EditRun
          change={changes.change}
          onClose={() => setEditing(false)}
          run={{ ...run, status }}
        />
      ) : null}
    </div>
  );
}

/** Why a run ended early, and what to do; nothing for a run that did not. */
export function RunEnd({ status, events }: { status: RunStatus; events: readonly LiveEvent[] }) {
  const epoch = lastEvent(events, "epoch.finished");
  const kept = epoch
    ? `Its ${epoch.epoch} of ${epoch.epochs} epochs are kept.`
    : "What it logged is kept.";
  if (status === "crashed") {
    return (
      <Notice kind="error" title="This run crashed: the process ended without reporting an error.">
        It may have been killed, or the machine went down or ran out of memory. {kept} Start the
        experiment again to repeat it.
      </Notice>
    );
  }
  const failed = lastEvent(events, "run.failed");
  if (failed) {
    return (
      <Notice kind="error" title={failed.message}>
        <p>
          <RichText text={failed.hint} />
        </p>
        <p className="mt-1 font-mono text-xs">{failed.code}</p>
      </Notice>
    );
  }
  const cancelled = lastEvent(events, "run.cancelled");
  if (!cancelled) return null;
  return (
    <Notice kind="info" title="This run was stopped by hand.">
      {sentence(cancelled.reason)} {kept}
    </Notice>
  );
}

/** "stopped with Ctrl-C" as a sentence of its own. */
function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** The few numbers that sum a run up; they have their places before they have their values. */
export function RunFigures({
  run,
  events,
  status,
  now,
}: {
  run: RunSummary;
  events: readonly LiveEvent[];
  status: RunStatus;
  now: Date;
}) {
  const left = status === "running" ? secondsLeft(events) : null;
  const epoch = lastEvent(events, "epoch.finished");
  const times = {
    status,
    seconds: lastEvent(events, "run.finished")?.seconds ?? run.seconds,
    startedAt: parseTime(run.startedAt),
    heartbeatAt: parseTime(run.heartbeatAt),
    finishedAt: parseTime(run.finishedAt),
  };
  return (
    <dl className="panel grid grid-cols-2 gap-px overflow-hidden bg-line lg:grid-cols-[2fr_1fr_1fr_2fr]">
      <Figure name="Accuracy on the test images" wide>
        <Accuracy events={events} run={run} status={status} />
      </Figure>
      <Figure name={status === "running" ? "Running for" : "Duration"}>
        <Value>{timeTaken(times, now)}</Value>
        <Note>
          {left === null ? null : `about ${duration(left)} left`}
          {status === "running" && epoch && epoch.epoch === epoch.epochs ? "testing" : null}
          {status !== "running" && epoch ? `${epoch.imagesPerSecond.toFixed(1)} images/s` : null}
        </Note>
      </Figure>
      <Figure name="Trained on">
        <Value>{run.numTrain.toLocaleString("en-GB")}</Value>
        <Note>
          images{run.numValidation > 0 ? `, ${run.numValidation} held out for validation` : ""}
        </Note>
      </Figure>
      <Figure name="Engine" wide>
        <Value>{run.backend}</Value>
        <Note>
          <RichText text={run.backendReason} />
        </Note>
      </Figure>
    </dl>
  );
}

function parseTime(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function Accuracy({
  run,
  events,
  status,
}: {
  run: RunSummary;
  events: readonly LiveEvent[];
  status: RunStatus;
}) {
  const tested = lastEvent(events, "predictions");
  const estimate = tested && estimateAccuracy(tested.accuracy, tested.count);
  if (!estimate) {
    const waiting = status === "running" || status === "queued";
    return (
      <>
        <Value>–</Value>
        <Note>{waiting ? `measured at the end, on ${run.numTest} images` : "not tested"}</Note>
      </>
    );
  }
  const axis = accuracyAxis([estimate]);
  return (
    <div className="grid grid-cols-[auto_1fr] items-center gap-x-6">
      <div>
        <Value>{percent(estimate.value)}</Value>
        <Note>{hitsText(estimate.value, tested.count)}</Note>
      </div>
      <div className="max-w-72 pt-1 pr-4">
        <IntervalBar axis={axis} estimate={estimate} method={run.method} />
        <AxisLabels axis={axis} />
        <p className="text-center text-faint text-xs">95% interval {percentRange(estimate)}</p>
      </div>
    </div>
  );
}

function Figure({
  name,
  wide = false,
  children,
}: {
  name: string;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={`min-h-24 bg-surface px-4 py-3 ${wide ? "col-span-2 lg:col-span-1" : ""}`}>
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="mt-1">{children}</dd>
    </div>
  );
}

function Value({ children }: { children: ReactNode }) {
  return <p className="font-semibold text-xl tabular-nums leading-8">{children}</p>;
}

function Note({ children }: { children: ReactNode }) {
  return <p className="text-faint text-xs leading-5 tabular-nums">{children}</p>;
}
