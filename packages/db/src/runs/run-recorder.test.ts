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
