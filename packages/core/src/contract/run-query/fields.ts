import { METHOD_KINDS } from "../method-kinds.ts";
import { RUN_STATUSES } from "../run-status.ts";

/** What the values of a field are: it decides which operators make sense and how a value is read. */
type FieldType = "text" | "number" | "date" | "flag";

export interface Field {
  readonly type: FieldType;
  /** In a few words, for the help. */
  readonly about: string;
  /** All values there are, where they are known. */
  readonly values?: readonly string[];
}

/** What can be asked of every run. */
export const FIELDS = {
  id: { type: "number", about: "number of the run" },
  name: { type: "text", about: "name that somebody gave it" },
  experiment: { type: "text", about: "name of its experiment" },
  dataset: { type: "text", about: "name of its data set" },
  method: { type: "text", about: "method", values: METHOD_KINDS },
  status: { type: "text", about: "status as it is now", values: RUN_STATUSES },
  tag: { type: "text", about: "one of its tags" },
  note: { type: "text", about: "text of its note" },
  accuracy: { type: "number", about: "share of test images predicted right: 0.9 or 90%" },
  images: { type: "number", about: "test images with a prediction" },
  repeat: { type: "number", about: "number of the repeat, from 1" },
  seed: { type: "number", about: "seed" },
  seconds: { type: "number", about: "duration in seconds" },
  backend: { type: "text", about: "engine that computed it" },
  device: { type: "text", about: "device that was asked for" },
  error: { type: "text", about: "code of its failure" },
  started: { type: "date", about: "start in UTC: 2026-11-26 or 2026-11-26T14:00" },
  finished: { type: "date", about: "end in UTC" },
  pinned: { type: "flag", about: "pinned: yes or no" },
  archived: { type: "flag", about: "archived: yes or no" },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof FIELDS;
export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

/** A field of the table above, a setting of the method, or the last value of a metric. */
export type FieldRef =
  | { readonly kind: "known"; readonly name: FieldName }
  | { readonly kind: "config"; readonly path: readonly string[] }
  | { readonly kind: "metric"; readonly key: string };

/** The field that a word names: `accuracy`, `config.learningRate`, `metric.train/loss`; null if none. */
export function findField(word: string): FieldRef | null {
  const name = word.toLowerCase();
  if (Object.hasOwn(FIELDS, name)) return { kind: "known", name: name as FieldName };
  const [, prefix, rest] = /^(config|metric)\.(.{1,200})$/i.exec(word) ?? [];
  if (prefix === undefined || rest === undefined) return null;
  if (prefix.toLowerCase() === "metric") return { kind: "metric", key: rest };
  const path = rest.split(".");
  return path.every((part) => /^\w+$/.test(part)) ? { kind: "config", path } : null;
}
