import { type Table, tableOf } from "@graft/core/analysis/table";
import {
  type Db,
  findRuns,
  type RunDetail,
  readMetricRows,
  readPredictions,
  readWords,
  type TestPrediction,
} from "@graft/db";
import { classesTable } from "./classes.ts";
import { confusionTable } from "./confusion.ts";
import { measurementsTable } from "./measurements.ts";
import { predictionsTable } from "./predictions.ts";
import { selectionTable } from "./selection.ts";

/** The tables of one run; null where there is no such run, or nothing of the kind in it. */
export function runTables(runId: number) {
  return {
    predictions: (db: Db) => ofPredictions(db, runId, predictionsTable),
    classes: (db: Db) => ofPredictions(db, runId, classesTable),
    confusion: (db: Db) => ofPredictions(db, runId, confusionTable),
    measurements: (db: Db) =>
      ofPredictions(db, runId, (classNames, predictions, { method }) =>
        measurementsTable([{ name: method, numClasses: classNames.length, predictions }]),
      ),
    selection: (db: Db) => readSelection(db, runId),
    metrics: (db: Db) => readMetrics(db, runId),
  };
}

type MakeTable = (
  classNames: readonly string[],
  predictions: readonly TestPrediction[],
  run: RunDetail,
) => Table;

async function ofPredictions(db: Db, runId: number, make: MakeTable): Promise<Table | null> {
  const [run] = await findRuns(db, [runId]);
  const predictions = run ? await readPredictions(db, runId) : [];
  return run && predictions.length > 0 ? make(run.dataset.classNames, predictions, run) : null;
}

async function readSelection(db: Db, runId: number): Promise<Table | null> {
  const { events } = await readWords(db, runId);
  const selection = events.findLast(({ event }) => event.type === "selection")?.event;
  return selection?.type === "selection" ? selectionTable(selection.candidates) : null;
}

async function readMetrics(db: Db, runId: number): Promise<Table | null> {
  const [run] = await findRuns(db, [runId]);
  if (!run) return null;
  return tableOf(readMetricRows(db, runId), [
    ["metric", ({ key }) => key],
    ["epoch", ({ step }) => step],
    ["value", ({ value }) => value],
    ["loggedAt", ({ at }) => at.toISOString()],
  ]);
}
