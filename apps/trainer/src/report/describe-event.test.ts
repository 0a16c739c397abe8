import { expect, test } from "vitest";
import { describeEvent } from "./describe-event.ts";

function epochLine(metrics: Record<string, number>): string[] {
  const event = {
    type: "epoch.finished",
    epoch: 2,
    epochs: 3,
    imagesPerSecond: 41.7,
    seconds: 9,
  } as const;
  return describeEvent({
    type: "run",
    run: 12,
    method: "scratch",
    repeat: 1,
    event: { ...event, metrics },
  });
}

test("an epoch is told by the metrics that it has", () => {
  expect(
    epochLine({ "train/loss": 0.5, "train/accuracy": 0.75, "validation/accuracy": 0.6 }),
  ).toEqual([
    "run 12  scratch #2       epoch 2/3  loss 0.500  accuracy 75.0%  validation 60.0%  42 images/s",
  ]);
  expect(epochLine({ "probe/accuracy": 0.5 })).toEqual([
    "run 12  scratch #2       epoch 2/3  42 images/s",
  ]);
});

test.each([
  [1, "Experiment 4: tiny, 1 run -> graft.db"],
  [3, "Experiment 4: tiny, 3 runs -> graft.db"],
])("an experiment of %d runs", (numRuns, line) => {
  const event = { type: "experiment.started", experiment: 4, name: "tiny", numRuns } as const;
  expect(describeEvent({ ...event, database: "graft.db" })).toEqual([line]);
});
