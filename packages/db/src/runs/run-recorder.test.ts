import type { RunEvent } from "@graft/core/contract";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleExperiment, sampleRun } from "../testing/sample-run.ts";
import { type TempDb, tempDb } from "../testing/temp-db.ts";
import { listRuns } from "./list-runs.ts";

let temp: TempDb;
beforeEach(async () => {
  temp = await tempDb();
});
afterEach(() => temp.dispose());

const started: RunEvent = {
  type: "run.started",
  method: "frozen-features",
  repeat: 0,
  numTrain: 4,
  numValidation: 0,
  numTest: 2,
  backend: "wasm",
};

function epoch(number: number, loss = 1 / number): RunEvent {
  return {
    type: "epoch.finished",
    epoch: number,
    epochs: 3,
    metrics: { "train/loss": loss, "train/accuracy": 0.5 },
    imagesPerSecond: 12.5,
    seconds: number * 2,
  };
}

test("a run is its events in order, and what follows from them", async () => {
  const experiment = await sampleExperiment(temp.db);
  const recorder = await sampleRun(temp.db, experiment);
  expect((await listRuns(temp.db))[0]?.status).toBe("running");

  // Not awaited one by one: the order of the calls is the order of the rows.
  await Promise.all([
    recorder.append(started),
    recorder.append(epoch(1)),
    recorder.append(epoch(2)),
    recorder.appendPredictions(
      experiment.imageIds.slice(4).map((imageId, index) => ({
        imageId,
        trueLabel: index,
        predicted: 0,
        probabilities: [0.75, 0.25],
      })),
    ),
    recorder.append({ type: "predictions", count: 2, accuracy: 0.5 }),
    recorder.append({ type: "artifact", kind: "model", name: "m", sha256: "ab", bytes: 3 }),
    recorder.append({ type: "run.finished", seconds: 4.5 }),
  ]);
  await recorder.close();

  const run = await temp.db.run.findUniqueOrThrow({
    where: { id: recorder.id },
    include: { events: true, metrics: true, predictions: true, artifacts: true },
  });
  expect(run.events.map(({ seq, type }) => [seq, type])).toEqual([
    [1, "run.started"],
    [2, "epoch.finished"],
    [3, "epoch.finished"],
    [4, "predictions"],
    [5, "artifact"],
    [6, "run.finished"],
  ]);
  expect(JSON.parse(run.events[1]?.payload ?? "")).toEqual(epoch(1));
  expect(run.metrics.filter(({ key }) => key === "train/loss").map(({ value }) => value)).toEqual([
    1, 0.5,
  ]);
  expect(run.metrics.map(({ key, step }) => `${key} ${step}`)).toContain("images-per-second 2");
  expect(run.predictions).toHaveLength(2);
  expect(JSON.parse(run.predictions[0]?.probabilities ?? "")).toEqual([0.75, 0.25]);
  expect(run.artifacts).toMatchObject([{ kind: "model", name: "m", sha256: "ab", bytes: 3 }]);
  expect(run).toMatchObject({ status: "finished", accuracy: 0.5, seconds: 4.5 });
  expect(run.finishedAt).not.toBeNull();
});

test.each<[RunEvent, object]>([
  [
    { type: "run.failed", code: "OUT_OF_MEMORY", message: "no memory", hint: "use less" },
    {
      status: "failed",
      errorCode: "OUT_OF_MEMORY",
      errorMessage: "no memory",
      errorHint: "use less",
    },
  ],
  [
    { type: "run.cancelled", reason: "Ctrl-C" },
    { status: "cancelled", errorCode: null, errorMessage: "Ctrl-C" },
  ],
])("a run that ends with $type says why, and nothing after it", async (final, expected) => {
  const recorder = await sampleRun(temp.db, await sampleExperiment(temp.db));
  await recorder.append(final);
  const run = await temp.db.run.findUniqueOrThrow({ where: { id: recorder.id } });
  expect(run).toMatchObject(expected);
  expect(run.finishedAt).not.toBeNull();
  await expect(recorder.append(epoch(1))).rejects.toThrow(/has ended/);
  await recorder.close();
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])(
  "a loss of %s is refused whole, and the run can go on to say so",
  async (loss) => {
    const recorder = await sampleRun(temp.db, await sampleExperiment(temp.db));
    await recorder.append(epoch(1));
    await expect(recorder.append(epoch(2, loss))).rejects.toMatchObject({
      code: "TRAINING_DIVERGED",
      message: `In epoch 2, train/loss became ${loss}.`,
    });
    await recorder.append({ type: "log", level: "warning", message: "diverged" });
    await recorder.close();
    const events = await temp.db.runEvent.findMany({ orderBy: { seq: "asc" } });
    expect(events.map(({ seq, type }) => [seq, type])).toEqual([
      [1, "epoch.finished"],
      [2, "log"],
    ]);
    expect(await temp.db.metric.count({ where: { step: 2 } })).toBe(0);
  },
);

test("an event that cannot be stored leaves no gap", async () => {
  const recorder = await sampleRun(temp.db, await sampleExperiment(temp.db));
  await recorder.append(epoch(1));
  // The same step again: its metrics are there already, so the whole event is refused.
  await expect(recorder.append(epoch(1))).rejects.toThrow(/unique constraint/i);
  await recorder.append(epoch(2));
  await recorder.close();
  const events = await temp.db.runEvent.findMany({ orderBy: { seq: "asc" } });
  expect(events.map(({ seq }) => seq)).toEqual([1, 2]);
});

test("predictions are stored all or none, also by the thousand", async () => {
  const experiment = await sampleExperiment(temp.db, 2500);
  const recorder = await sampleRun(temp.db, experiment);
  const rows = experiment.imageIds.map((imageId) => ({
    imageId,
    trueLabel: 0,
    predicted: 1,
    probabilities: [0.1, 0.2 + 0.1],
  }));
  const missing = { imageId: 9_999_999, trueLabel: 0, predicted: 0, probabilities: [1] };
  await expect(recorder.appendPredictions([...rows, missing])).rejects.toThrow(/foreign key/i);
  expect(await temp.db.prediction.count()).toBe(0);
  await recorder.appendPredictions(rows);
  await recorder.close();
  expect(await temp.db.prediction.count()).toBe(2500);
  // To the last bit.
  const [row] = await temp.db.prediction.findMany({ take: 1 });
  expect(JSON.parse(row?.probabilities ?? "")).toEqual([0.1, 0.30000000000000004]);
});

test("deleting a run deletes what it said, and no image", async () => {
  const experiment = await sampleExperiment(temp.db);
  const recorder = await sampleRun(temp.db, experiment);
  await recorder.append(epoch(1));
  await recorder.appendPredictions([
    { imageId: experiment.imageIds[0] ?? 0, trueLabel: 0, predicted: 0, probabilities: [1, 0] },
  ]);
  await recorder.close();
  await temp.db.run.delete({ where: { id: recorder.id } });
  const { runEvent, metric, prediction, image } = temp.db;
  expect([await runEvent.count(), await metric.count(), await prediction.count()]).toEqual([
    0, 0, 0,
  ]);
  expect(await image.count()).toBe(6);
});

test("several events at once are stored all or not at all, and nothing after the end", async () => {
  const experiment = await sampleExperiment(temp.db);
  const recorder = await sampleRun(temp.db, experiment);
  await recorder.appendAll([started, epoch(1), epoch(2)]);
  // The third repeats a step, so the two before it are taken back.
  await expect(recorder.appendAll([epoch(3), epoch(1)])).rejects.toThrow(/unique constraint/i);
  const end = { type: "run.finished", seconds: 4 } as const;
  await expect(recorder.appendAll([end, epoch(3)])).rejects.toThrow(
    "has ended: it cannot say epoch.finished",
  );
  await recorder.appendAll([epoch(3), end]);
  await recorder.close();
  const events = await temp.db.runEvent.findMany({ where: { runId: recorder.id } });
  expect(events.map(({ seq, type }) => `${seq} ${type}`)).toEqual([
    "1 run.started",
    "2 epoch.finished",
    "3 epoch.finished",
    "4 epoch.finished",
    "5 run.finished",
  ]);
  expect(await temp.db.metric.count({ where: { runId: recorder.id } })).toBe(12);
});
