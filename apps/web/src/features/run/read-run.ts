import {
  type Curve,
  type Db,
  findRuns,
  type RunDetail,
  readCurves,
  readSiblings,
  readWords,
  type StoredEvent,
} from "@graft/db";
import {
  CURVE_AXES,
  type CurveAxisName,
  type CurveInput,
  quantityOf,
} from "@graft/ui/charts/curves";
import { cache } from "react";
import { readRunTest } from "@/server/run-tests";
import { typed, typedEvent } from "../../server/http.ts";
import type { CurvesView, MoreCurves } from "./curves.tsx";
import { CLOCK, type LiveEvent, type RunLog, type RunSummary } from "./run-log.ts";
import type { RunTest } from "./run-test.ts";
import type { RunView, ViewAddress } from "./view.tsx";

/** Read once for the title and the page; null if there is no such run. */
export const readRun = cache(async (db: Db, id: number): Promise<RunDetail | null> => {
  const [run] = await findRuns(db, [id]);
  return run ?? null;
});

export interface RunPage {
  readonly run: RunDetail;
  readonly events: readonly StoredEvent[];
  readonly curves: readonly Curve[];
  /** Number of the last event, where the live feed starts. */
  readonly cursor: number;
  /** Null until it has been tested. */
  readonly tested: RunTest | null;
  readonly siblings: readonly number[];
}

/** All that the page shows; null if there is no such run. */
export async function readRunPage(db: Db, id: number): Promise<RunPage | null> {
  const run = await readRun(db, id);
  if (!run) return null;
  // Events before curves: an epoch logged in between is in both and counts once.
  const { events, cursor } = await readWords(db, id);
  const curves = await readCurves(db, id);
  const tested = await readRunTest(db, run);
  return { run, events, curves, cursor, tested, siblings: await readSiblings(db, id) };
}

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
    backendReason: typed(backendReason),
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

/** Curves up to this length are all sent; of longer ones, only those that are drawn, and the clock. */
const SHORT = 200;

function isSent({ key, numPoints }: Curve, chosen: string | null): boolean {
  return numPoints <= SHORT || key === CLOCK || isMain(key) || quantityOf(key) === chosen;
}

/** Loss and accuracy, of any part. */
function isMain(key: string): boolean {
  return /(?:^|\/)(?:loss|accuracy)$/.test(key);
}

function toInput({ key, steps, values, band }: Curve): CurveInput {
  return {
    key,
    steps,
    values: round(values),
    band: band && { low: round(band.low), high: round(band.high) },
  };
}

/** Seven digits are more than a chart shows. */
function round(numbers: readonly number[]): number[] {
  return numbers.map((value) => Number(value.toPrecision(7)));
}

/**
 * A run's events and curves, as they are sent to the browser.
 *
 * @param chosen The quantity that is drawn beside loss and accuracy; null for none.
 */
export function toRunLog(
  events: readonly StoredEvent[],
  curves: readonly Curve[],
  chosen: string | null,
): RunLog {
  return {
    events: events.map(toLiveEvent),
    omitted: curves.filter((curve) => !isSent(curve, chosen)).map(({ key }) => key),
    curves: curves.filter((curve) => isSent(curve, chosen)).map(toInput),
  };
}

/** @param wanted From the address; ignored if it was not logged. */
export function toMoreCurves(curves: readonly Curve[], wanted: string | null): MoreCurves {
  const others = curves.filter(({ key }) => key !== CLOCK && !isMain(key));
  const quantities = [...new Set(others.map(({ key }) => quantityOf(key)))].sort();
  return { quantities, chosen: quantities.find((quantity) => quantity === wanted) ?? null };
}

/** An event with its time as text, as the live feed sends it too. */
function toLiveEvent({ seq, at, event }: StoredEvent): LiveEvent {
  return { seq, at: at.toISOString(), event: typedEvent(event) };
}

/** The current view of the curves, with the addresses of the other views. */
export function toCurvesView(
  curves: readonly Curve[],
  view: RunView,
  address: ViewAddress,
): CurvesView {
  const more = toMoreCurves(curves, view.metric);
  const { page } = view;
  const to = (axis: CurveAxisName) => [axis, address({ axis, page })];
  const toQuantity = (quantity: string) => [
    quantity,
    // Choosing it again clears it.
    address({ metric: quantity === more.chosen ? null : quantity, page }),
  ];
  return {
    axis: view.axis,
    axisAddresses: Object.fromEntries(CURVE_AXES.map(to)) as Record<CurveAxisName, string>,
    more,
    moreAddresses: Object.fromEntries(more.quantities.map(toQuantity)),
  };
}
