import { duration, percent, percentRange } from "@graft/core/analysis/format";
import type { RunStatus } from "@graft/core/contract";
import { AxisLabels, IntervalBar } from "@graft/ui/interval-bar";
import { accuracyAxis } from "@graft/ui/prepare-axis";
import { RichText } from "@graft/ui/rich-text";
import type { ReactNode } from "react";
import { estimateAccuracy } from "../estimate.ts";
import { timeTaken } from "../run-words.ts";
import type { LiveEvent } from "./live-message.ts";
import { hitsText, lastEvent, type RunSummary, secondsLeft } from "./run-summary.ts";

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
          images{run.numValidation > 0 ? `, ${run.numValidation} more to watch training` : ""}
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
        <Note>
          {waiting ? `measured at the end, on ${run.numTest} images` : "it was not tested"}
        </Note>
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
