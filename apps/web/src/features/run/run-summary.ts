import type { RunStatus } from "@graft/core/contract";
import type { LiveEvent } from "./live-message.ts";

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
  /** What somebody called it. */
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
  /** When the server wrote this; the clock goes on from here. */
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

/** The tests a run passed in words: "94 of 100 right". */
export function hitsText(accuracy: number, numTest: number): string {
  const [hits, total] = [Math.round(accuracy * numTest), numTest];
  return `${hits.toLocaleString("en-GB")} of ${total.toLocaleString("en-GB")} right`;
}

/** About how many seconds are left, from the pace so far; null unless epochs are still to come. */
export function secondsLeft(events: readonly LiveEvent[]): number | null {
  const last = lastEvent(events, "epoch.finished");
  if (!last || last.epoch >= last.epochs) return null;
  return (last.seconds / last.epoch) * (last.epochs - last.epoch);
}
