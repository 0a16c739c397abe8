import type { Curve, RunDetail, StoredEvent } from "@graft/db";
import type { LiveEvent } from "./live-message.ts";
import type { RunLog } from "./run-log.ts";
import type { RunSummary } from "./run-summary.ts";

/** The head of a run, as it travels to the browser. */
export function toSummary(run: RunDetail, now: Date): RunSummary {
  const { id, method, repeat, seed, status, backend, backendReason, seconds } = run;
  const { numTrain, numValidation, numTest } = run.split;
  return {
    id,
    method,
    repeat,
    seed,
    status,
    stopping: run.stopping,
    name: run.name,
    tags: run.tags,
    note: run.note,
    pinned: run.pinned,
    archived: run.archived,
    deleted: run.deleted,
    backend,
    backendReason,
    seconds,
    numTrain,
    numValidation,
    numTest,
    numSkipped: run.experiment.numSkipped,
    experiment: run.experiment.name,
    dataset: run.dataset.name,
    startedAt: run.startedAt?.toISOString() ?? null,
    heartbeatAt: run.heartbeatAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
    now: now.toISOString(),
  };
}

/** Metrics with their own places on the page. */
const NO_CURVES: ReadonlySet<string> = new Set(["seconds", "images-per-second"]);
/** Up to so many points, every curve is sent; of longer ones only those that are drawn first. */
const SHORT = 200;

function isSent({ key, numPoints }: Curve): boolean {
  return numPoints <= SHORT || /(?:^|\/)(?:loss|accuracy)$/.test(key);
}

function round(numbers: readonly number[]): number[] {
  return numbers.map((value) => Number(value.toPrecision(7)));
}

/** What a run said, as it travels to the browser; seven digits are more than a chart shows. */
export function toRunLog(events: readonly StoredEvent[], curves: readonly Curve[]): RunLog {
  const shown = curves.filter(({ key }) => !NO_CURVES.has(key));
  return {
    events: events.map(toLiveEvent),
    omitted: shown.filter((curve) => !isSent(curve)).map(({ key }) => key),
    curves: shown.filter(isSent).map(({ key, steps, values, band }) => ({
      key,
      steps,
      values: round(values),
      band: band && { low: round(band.low), high: round(band.high) },
    })),
  };
}

/** An event with its time as text, as the live feed sends it too. */
function toLiveEvent({ seq, at, event }: StoredEvent): LiveEvent {
  return { seq, at: at.toISOString(), event };
}
