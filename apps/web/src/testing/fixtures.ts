import type { Table } from "@graft/core/analysis/table";
import type { RunDetail, RunTableRow } from "@graft/db";
import { type ComparedRun, toCompared } from "../features/compare/compared-run.ts";

/** A run as the database gives it, with everything that a test does not care about filled in. */
export function runDetail(changes: Partial<RunDetail> = {}): RunDetail {
  return {
    id: 1,
    name: null,
    tags: [],
    note: "",
    pinned: false,
    archived: false,
    deleted: false,
    stopping: false,
    diverged: false,
    twins: [],
    method: "scratch",
    repeat: 0,
    seed: 1,
    status: "finished",
    error: null,
    config: { kind: "scratch", epochs: 8 },
    environment: { node: "20.20.2" },
    device: "auto",
    backend: "wasm",
    backendReason: "",
    startedAt: null,
    heartbeatAt: null,
    finishedAt: null,
    accuracy: 0.5,
    seconds: 1,
    experiment: { id: 1, name: "shapes", config: {}, numSkipped: 0 },
    dataset: {
      id: 1,
      name: "shapes",
      fingerprint: "f",
      classNames: ["drawing", "photo"],
    },
    split: { fingerprint: "s", numTrain: 4, numValidation: 0, numTest: 4 },
    artifacts: [],
    ...changes,
  };
}

/**
 * A tested run: for each image a letter, `h` for a hit and `m` for a miss; an upper-case letter is sure
 * (0.9), a lower-case one is not (0.6). The images' hashes are their positions, their classes alternate.
 */
export function comparedRun(answers: string, changes: Partial<RunDetail> = {}): ComparedRun {
  const predictions = Array.from(answers, (letter, position) => {
    const trueLabel = position % 2;
    const predicted = letter.toLowerCase() === "h" ? trueLabel : 1 - trueLabel;
    const probability = letter === letter.toUpperCase() ? 0.9 : 0.6;
    return {
      imageId: position,
      hash: String(position),
      source: `${position}.png`,
      trueLabel,
      predicted,
      probabilities: [0, 1].map((label) => (label === predicted ? probability : 1 - probability)),
    };
  });
  const [compared] = toCompared([{ run: runDetail(changes), predictions }]);
  if (!compared) throw new Error("A tested run needs at least one image.");
  return compared;
}

/** A row of the table of runs with everything that a test does not care about filled in. */
export function tableRow(id: number, changes: Partial<RunTableRow> = {}): RunTableRow {
  return {
    id,
    name: null,
    experiment: { name: "experiment 1", datasetId: 1, dataset: "shapes" },
    method: "scratch",
    repeat: 0,
    seed: 1,
    splitId: 1,
    settings: 1,
    status: "finished",
    stopping: false,
    errorCode: null,
    accuracy: 0.9,
    numTest: 100,
    numTrain: 200,
    backend: "wasm",
    device: "auto",
    progress: null,
    startedAt: new Date(Date.UTC(2026, 10, 24, 12, 0, id)),
    heartbeatAt: null,
    finishedAt: null,
    seconds: null,
    pinned: false,
    tags: [],
    note: "",
    extra: {},
    ...changes,
  };
}

/** A table as objects, a row each. */
export async function tableContents({ columns, rows }: Table): Promise<Record<string, unknown>[]> {
  const contents: Record<string, unknown>[] = [];
  for await (const row of rows) {
    contents.push(Object.fromEntries(columns.map((name, i) => [name, row[i]])));
  }
  return contents;
}
