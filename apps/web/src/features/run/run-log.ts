import type { RunEvent, RunStatus } from "@graft/core/contract";
import type { CurveInput } from "@graft/ui/charts/curves";

/** All that a page knows of a run's log: its events, its last epoch, and its curves. */
export interface RunLog {
  /** Oldest first; of the epochs only the last one. */
  readonly events: readonly LiveEvent[];
  readonly curves: readonly CurveInput[];
  /** Curves that were not sent; the feed must not start them in the middle. */
  readonly omitted: readonly string[];
}

/** The key of the seconds since the start, of each epoch: what curves can be drawn over. */
export const CLOCK = "seconds";

/** A curve that reaches this many points is thinned to half of them. */
const MOST_POINTS = 2000;

/** Adds events to the log of a page. */
export function addEvents(log: RunLog, incoming: readonly LiveEvent[]): RunLog {
  const last = incoming.findLast(({ event }) => event.type === "epoch.finished");
  const kept = last
    ? log.events.filter(({ event }) => event.type !== "epoch.finished")
    : log.events;
  const news = incoming.filter((one) => one === last || one.event.type !== "epoch.finished");
  return { ...log, events: [...kept, ...news], curves: growCurves(log, incoming) };
}

interface GrowingCurve {
  readonly key: string;
  readonly steps: number[];
  readonly values: number[];
  readonly band: { readonly low: number[]; readonly high: number[] } | null;
}

function growCurves({ curves, omitted }: RunLog, incoming: readonly LiveEvent[]) {
  const epochs = incoming.flatMap(({ event }) => (event.type === "epoch.finished" ? [event] : []));
  if (epochs.length === 0) return curves;
  const grown = new Map<string, GrowingCurve>(curves.map((curve) => [curve.key, copy(curve)]));
  for (const { epoch, metrics, seconds } of epochs) {
    for (const [key, value] of Object.entries({ ...metrics, [CLOCK]: seconds })) {
      if (omitted.includes(key)) continue;
      const curve = grown.get(key) ?? { key, steps: [], values: [], band: null };
      grown.set(key, curve);
      if (epoch <= (curve.steps.at(-1) ?? 0)) continue; // it is there already
      curve.steps.push(epoch);
      curve.values.push(value);
      curve.band?.low.push(value);
      curve.band?.high.push(value);
    }
  }
  return [...grown.values()].map((curve) =>
    curve.steps.length > MOST_POINTS ? halve(curve) : curve,
  );
}

function copy({ key, steps, values, band }: CurveInput): GrowingCurve {
  return {
    key,
    steps: [...steps],
    values: [...values],
    band: band && { low: [...band.low], high: [...band.high] },
  };
}

/** Joins each two neighbours; their range is kept as a band, so that no peak is lost. */
function halve({ key, steps, values, band }: GrowingCurve): CurveInput {
  return {
    key,
    steps: joinPairs(steps, (a) => a),
    values: joinPairs(values, (a, b) => (a + b) / 2),
    band: {
      low: joinPairs(band?.low ?? values, Math.min),
      high: joinPairs(band?.high ?? values, Math.max),
    },
  };
}

/** The last of an odd number is joined with itself. */
function joinPairs(numbers: readonly number[], join: (a: number, b: number) => number): number[] {
  return numbers.flatMap((a, i) => (i % 2 === 0 ? [join(a, numbers[i + 1] ?? a)] : []));
}

/** An event as it travels to the browser: its number, its time and its content. */
export interface LiveEvent {
  readonly seq: number;
  /** ISO 8601. */
  readonly at: string;
  readonly event: RunEvent;
}

/** The status as it is now; sent at the start of a stream, when it changes, and before the end. */
export interface LiveStatus {
  readonly status: RunStatus;
}

/** The head of a run's page: plain data that travels to the browser. Times are ISO 8601. */
export interface RunSummary {
  readonly id: number;
  readonly method: string;
  readonly experiment: string;
  readonly dataset: string;
  /** 0-based. */
  readonly repeat: number;
  readonly seed: number;
  readonly status: RunStatus;
  /** Asked to stop, and not yet stopped. */
  readonly stopping: boolean;
  /** Its custom name. */
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly note: string;
  readonly pinned: boolean;
  readonly archived: boolean;
  /** In the bin. */
  readonly deleted: boolean;
  readonly backend: string;
  readonly backendReason: string;
  readonly startedAt: string | null;
  readonly heartbeatAt: string | null;
  readonly finishedAt: string | null;
  readonly seconds: number | null;
  readonly numTrain: number;
  readonly numValidation: number;
  readonly numTest: number;
  /** Images that could not be read and were left out. */
  readonly numSkipped: number;
  /** When the server wrote this; the page's clock starts here. */
  readonly now: string;
}

type EventOf<T extends LiveEvent["event"]["type"]> = Extract<LiveEvent["event"], { type: T }>;

/** The last event of a kind; null if there was none. */
export function lastEvent<T extends LiveEvent["event"]["type"]>(
  events: readonly LiveEvent[],
  type: T,
): EventOf<T> | null {
  const found = events.findLast(({ event }) => event.type === type)?.event;
  return found ? (found as EventOf<T>) : null;
}

/** The tests a run passed in words: "94 of 100 correct". */
export function hitsText(accuracy: number, numTest: number): string {
  const [hits, total] = [Math.round(accuracy * numTest), numTest];
  return `${hits.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")} correct`;
}

/** About how many seconds are left, from the pace so far; null unless epochs are still to come. */
export function secondsLeft(events: readonly LiveEvent[]): number | null {
  const last = lastEvent(events, "epoch.finished");
  if (!last || last.epoch >= last.epochs) return null;
  return (last.seconds / last.epoch) * (last.epochs - last.epoch);
}
