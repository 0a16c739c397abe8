import type { RunEvent, RunKind } from "@graft/core/contract";
import type { DataSummary } from "../dataset/data-report.ts";
import type { ProgressEvent } from "../methods/transfer-method.ts";

/** How one run ended. */
export interface RunResult {
  readonly run: number;
  readonly method: RunKind;
  /** 0-based. */
  readonly repeat: number;
  readonly status: "finished" | "failed" | "cancelled";
  /** Test images predicted right, and all of them; null without predictions. */
  readonly score: { readonly correct: number; readonly total: number } | null;
  readonly seconds: number;
  /** What went wrong, for a run that failed. */
  readonly error?: { readonly message: string; readonly hint: string; readonly cause: unknown };
}

/** The events of a running experiment, for whoever shows them. */
export type ExperimentEvent =
  | {
      /** A backbone is downloaded: bytes that are here, and bytes in all. */
      readonly type: "backbone.progress";
      readonly received: number;
      readonly total: number;
    }
  | {
      readonly type: "backbone.ready";
      readonly cut: string;
      /** What pixel values 0 and 255 are mapped to. */
      readonly inputRange: readonly [number, number];
      /** What the net's first layers do to these values, such as `[0, 255] to [-1, 1]`; null: nothing. */
      readonly scaling: string | null;
      /** What is odd about the net, as sentences. */
      readonly warnings: readonly string[];
    }
  | {
      readonly type: "dataset.progress";
      readonly done: number;
      readonly total: number;
      readonly imagesPerSecond: number;
    }
  | {
      readonly type: "dataset.ready";
      readonly name: string;
      readonly numImages: number;
      readonly classes: readonly string[];
      readonly skipped: readonly { readonly source: string; readonly reason: string }[];
      /** What is odd about the data set, as sentences. */
      readonly warnings: readonly string[];
      readonly seconds: number;
      /** Counts of classes, splits and files, as `trainer data` shows them. */
      readonly summary?: DataSummary;
    }
  | {
      readonly type: "engine.ready";
      readonly backend: string;
      readonly version: string;
      readonly detail: string;
      /** Why no faster engine runs. */
      readonly reason: string;
    }
  | {
      readonly type: "experiment.started";
      readonly experiment: number;
      readonly name: string;
      readonly numRuns: number;
      readonly database: string;
    }
  | {
      /** Another program holds the database's lock; the wait ends after this many seconds. */
      readonly type: "database.waiting";
      readonly database: string;
      readonly seconds: number;
    }
  | {
      readonly type: "run";
      readonly run: number;
      readonly method: RunKind;
      readonly repeat: number;
      readonly event: RunEvent | ProgressEvent;
    }
  | {
      readonly type: "experiment.finished";
      readonly experiment: number;
      readonly results: readonly RunResult[];
      readonly seconds: number;
      /** Largest resident memory of the process, in bytes. */
      readonly peakMemory: number;
    };

/** Shows an experiment to a person or a program. */
export interface Reporter {
  report(event: ExperimentEvent): void;
  /** Leaves the terminal tidy; called once, also after a failure. */
  close(): void;
}

/** One JSON object per line; the event of a run carries the run's number beside its own fields. */
export function jsonReporter(write: (line: string) => void): Reporter {
  return {
    report(event) {
      write(`${JSON.stringify(flatten(event), withoutCauses)}\n`);
    },
    close() {},
  };
}

/** A thrown error is for people who look for a fault; a program has its message. */
function withoutCauses(key: string, value: unknown): unknown {
  return key === "cause" ? undefined : value;
}

function flatten(event: ExperimentEvent): object {
  if (event.type !== "run") return event;
  const { run, method, repeat } = event;
  return { ...event.event, run, method, repeat };
}
