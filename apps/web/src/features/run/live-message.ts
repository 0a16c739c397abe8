import type { RunEvent, RunStatus } from "@graft/core/contract";

/** An event as it travels to the browser: its number, its time and what the run said. */
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
