import { afterEach, beforeEach, expect, test } from "vitest";
import { readRunTable } from "../run-table/read-run-table.ts";
import type { RunRecorder } from "../runs/run-recorder.ts";
import { type SampleExperiment, sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { findRuns, readSiblings, readTestSeconds } from "./find-runs.ts";
import { readEvents, readPredictions, readPreview, readRunStatus, readWords } from "./read-run.ts";

let temp: TempDb;
let experiment: SampleExperiment;
let recorder: RunRecorder;

beforeEach(async () => {
  temp = await tempDb();
  experiment = await sampleExperiment(temp.db);
  recorder = await sampleRun(temp.db, experiment);
});
afterEach(async () => {
  await recorder.close();
  await temp.dispose();
});

/** Right on the first test image (a drawing), wrong on the second (a photo). */
async function finish(run: RunRecorder): Promise<void> {
  const [first = 0, second = 0] = experiment.imageIds.slice(4);
  await run.appendPredictions([
    { imageId: second, trueLabel: 1, predicted: 0, probabilities: [0.75, 0.25] },
    { imageId: first, trueLabel: 0, predicted: 0, probabilities: [0.9, 0.1] },
  ]);
  await run.append({ type: "predictions", count: 2, accuracy: 0.5 });
  await run.append({ type: "run.finished", seconds: 12.5 });
}

const epoch = (number: number) => ({
  type: "epoch.finished" as const,
  epoch: number,
  epochs: 8,
  metrics: { "train/loss": 1 / number },
  imagesPerSecond: 10,
  seconds: number,
});

test("the table: a running run with its progress, then finished with its accuracy", async () => {
  await recorder.append(epoch(1));
  await recorder.append(epoch(2));
  const [running] = await readRunTable(temp.db);
  expect(running).toMatchObject({
    id: recorder.id,
    experiment: { name: "sample", dataset: "shapes" },
    status: "running",
    accuracy: null,
    numTest: 0,
    seconds: null,
    progress: { epoch: 2, epochs: 8 },
  });
  await finish(recorder);
  const [finished] = await readRunTable(temp.db);
  expect(finished).toMatchObject({
    status: "finished",
    accuracy: 0.5,
    numTest: 2,
    seconds: 12.5,
    progress: null,
  });
});

test("the table is newest first and knows what crashed", async () => {
  const second = await sampleRun(temp.db, experiment);
  await second.close();
  await temp.db.run.update({
    where: { id: second.id },
    // No process has this number: Linux ends at 2^22.
    data: { pid: 2 ** 30, processStart: "" },
  });
  const rows = await readRunTable(temp.db);
  expect(rows.map(({ id, status }) => [id, status])).toEqual([
    [second.id, "crashed"],
    [recorder.id, "running"],
  ]);
  expect(await readRunStatus(temp.db, second.id)).toBe("crashed");
  expect(await readRunStatus(temp.db, 4000)).toBeNull();
});

test("one run with its experiment, data set, split and settings; in the order asked for", async () => {
  const second = await sampleRun(temp.db, experiment);
  await second.append({ type: "log", level: "warning", code: "DIVERGED", message: "m" });
  await second.append({ type: "run.failed", code: "OUT_OF_MEMORY", message: "m", hint: "h" });
  await second.close();
  const runs = await findRuns(temp.db, [second.id, 4000, recorder.id]);
  expect(runs.map((run) => run.id)).toEqual([second.id, recorder.id]);
  expect(runs[0]).toMatchObject({
    status: "failed",
    error: { code: "OUT_OF_MEMORY", message: "m", hint: "h" },
    diverged: true,
  });
  expect(runs[1]).toMatchObject({
    status: "running",
    error: null,
    diverged: false,
    seed: 7,
    config: { kind: "frozen-features", folds: 5 },
    environment: { node: process.version },
    experiment: { name: "sample", config: { seed: 1 }, numSkipped: 0 },
    dataset: { name: "shapes", classNames: ["drawing", "photo"] },
    split: { numTrain: 4, numValidation: 0, numTest: 2 },
  });
  expect(await findRuns(temp.db, [])).toEqual([]);
});

test("events come page by page, each once; one of a kind unknown here is passed over", async () => {
  for (let number = 1; number <= 5; number++) await recorder.append(epoch(number));
  await temp.db.runEvent.update({
    where: { runId_seq: { runId: recorder.id, seq: 2 } },
    data: { type: "from.the.future", payload: '{"type":"from.the.future"}' },
  });
  const first = await readEvents(temp.db, recorder.id, { limit: 3 });
  expect([first.events.map(({ seq }) => seq), first.cursor, first.complete]).toEqual([
    [1, 3],
    3,
    false,
  ]);
  const rest = await readEvents(temp.db, recorder.id, { after: first.cursor, limit: 3 });
  expect([rest.events.map(({ seq }) => seq), rest.cursor, rest.complete]).toEqual([
    [4, 5],
    5,
    true,
  ]);
  const none = await readEvents(temp.db, recorder.id, { after: 5 });
  expect(none).toEqual({ events: [], cursor: 5, complete: true });
  // Beside its epochs it said nothing that is known here; of them the last one counts.
  const words = await readWords(temp.db, recorder.id);
  expect([words.events.map(({ seq }) => seq), words.cursor]).toEqual([[5], 5]);
});

test("predictions come in the data set's order, with their images", async () => {
  expect(await readPredictions(temp.db, recorder.id)).toEqual([]);
  await finish(recorder);
  expect(await readPredictions(temp.db, recorder.id)).toEqual([
    {
      imageId: expect.any(Number),
      hash: "4".padEnd(64, "f"),
      source: "4.png",
      trueLabel: 0,
      predicted: 0,
      probabilities: [0.9, 0.1],
    },
    {
      imageId: expect.any(Number),
      hash: "5".padEnd(64, "f"),
      source: "5.png",
      trueLabel: 1,
      predicted: 0,
      probabilities: [0.75, 0.25],
    },
  ]);
});

test("an image is found by the hash of its content only", async () => {
  expect(await readPreview(temp.db, "4".padEnd(64, "f"))).toEqual(new Uint8Array([4, 1, 2, 3]));
  expect(await readPreview(temp.db, "4")).toBeNull();
  expect(await readPreview(temp.db, "' OR 1 = 1 --")).toBeNull();
});

test("siblings: the newest tested run of each method on the same split, itself for its own", async () => {
  await finish(recorder);
  const newer = await sampleRun(temp.db, experiment);
  await finish(newer);
  await newer.close();
  const untested = await sampleRun(temp.db, experiment);
  await untested.close();
  const other = await sampleRun(temp.db, experiment);
  await finish(other);
  await other.close();
  await temp.db.run.update({ where: { id: other.id }, data: { method: "scratch" } });
  expect(await readSiblings(temp.db, recorder.id)).toEqual([recorder.id, other.id]);
  expect(await readSiblings(temp.db, untested.id)).toEqual([newer.id, other.id]);
  expect(await readSiblings(temp.db, 4000)).toEqual([]);
});

test("seconds of the test: null until the run was tested, and for runs that were not timed", async () => {
  expect(await readTestSeconds(temp.db, recorder.id)).toBeNull();
  await finish(recorder);
  expect(await readTestSeconds(temp.db, recorder.id)).toBeNull();
  const timed = await sampleRun(temp.db, experiment);
  await timed.append({ type: "predictions", count: 2, accuracy: 1, seconds: 0.25 });
  expect(await readTestSeconds(temp.db, timed.id)).toBe(0.25);
  await timed.close();
});
