import { findField } from "@graft/core/contract/run-query";
import type { RunTableRow } from "@graft/db";
import { secondsTaken } from "../run-words.ts";

/** Columns that every run has; the first six are shown unless others are chosen. */
export const COLUMN_IDS = [
  "status",
  "accuracy",
  "repeat",
  "backend",
  "duration",
  "started",
  "seed",
  "tags",
  "note",
  "experiment",
  "dataset",
  "images",
  "device",
  "finished",
  "error",
] as const;

type KnownColumn = (typeof COLUMN_IDS)[number];

/** A known column, `run` for the run itself, or a setting or metric such as `config.learningRate`. */
export type ColumnId = KnownColumn | "run" | `config.${string}` | `metric.${string}`;

function isKnownColumn(id: string): id is KnownColumn {
  return (COLUMN_IDS as readonly string[]).includes(id);
}

/** Whether a text from an address names a column. */
export function isColumn(id: string): id is ColumnId {
  if (id === "run" || isKnownColumn(id)) return true;
  const field = findField(id);
  return field !== null && field.kind !== "known" && !id.includes(" ");
}

const LABELS: Readonly<Record<KnownColumn, string>> = {
  status: "Status",
  accuracy: "Accuracy",
  repeat: "Repeat, seed",
  backend: "Backend",
  duration: "Duration",
  started: "Started",
  seed: "Seed",
  tags: "Tags",
  note: "Note",
  experiment: "Experiment",
  dataset: "Data set",
  images: "Test images",
  device: "Device",
  finished: "Finished",
  error: "Error",
};

/** What stands above a column. */
export function columnLabel(id: ColumnId): string {
  if (id === "run") return "Run";
  if (isKnownColumn(id)) return LABELS[id];
  return id.slice(id.indexOf(".") + 1);
}

/** Settings and metrics among the columns: the database reads them on demand. */
export function extraColumns(ids: readonly ColumnId[]): string[] {
  return ids.filter((id) => id !== "run" && !isKnownColumn(id));
}

/** What a column sorts by; null for a run that has no such value. */
export function sortValue(id: ColumnId, run: RunTableRow, now: Date): string | number | null {
  switch (id) {
    case "run":
      return (run.name ?? run.method).toLowerCase();
    case "status":
    case "backend":
    case "device":
      return run[id];
    case "accuracy":
    case "repeat":
    case "seed":
      return run[id];
    case "images":
      return run.numTest;
    case "duration":
      return secondsTaken(run, now);
    case "started":
      return run.startedAt?.getTime() ?? null;
    case "finished":
      return run.finishedAt?.getTime() ?? null;
    case "experiment":
      return run.experiment.name.toLowerCase();
    case "dataset":
      return run.experiment.dataset.toLowerCase();
    case "tags":
      return run.tags.length > 0 ? run.tags.join(" ").toLowerCase() : null;
    case "note":
      return run.note === "" ? null : run.note.toLowerCase();
    case "error":
      return run.errorCode;
    default:
      return run.extra[id] ?? null;
  }
}
