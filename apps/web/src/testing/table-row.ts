import type { RunTableRow } from "@graft/db";

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
