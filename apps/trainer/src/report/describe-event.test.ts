import type { SelectionCandidate } from "@graft/core/contract";
import { expect, test } from "vitest";
import { describeEvent, describeSelection } from "./describe-event.ts";

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

function candidate(
  classifier: string,
  logLoss: number,
  more: Partial<SelectionCandidate> = {},
): SelectionCandidate {
  return { classifier, parameters: { l2: 3 }, logLoss, accuracy: 0.9, chosen: false, ...more };
}

test("says what was chosen, and shows the best setting of each kind, best first", () => {
  const lines = describeSelection([
    candidate("naive-bayes", 0.4, { parameters: {} }),
    candidate("linear-svm", 0.3),
    candidate("linear-svm", 0.2, { features: "every-block", chosen: true }),
    candidate("linear-svm", 0.25),
  ]);
  expect(lines).toEqual([
    "chose linear-svm, every-block, l2 3 of 4 by cross-validation",
    "                                  log-loss  accuracy",
    "  linear-svm   every-block, l2 3  0.200     90.0%",
    "  naive-bayes                     0.400     90.0%",
  ]);
});

test("one kind needs no table", () => {
  const lines = describeSelection([
    candidate("logistic-regression", 0.3),
    candidate("logistic-regression", 0.2, { chosen: true }),
  ]);
  expect(lines).toEqual(["chose logistic-regression, l2 3 of 2 by cross-validation"]);
});

test("says so where short trainings decided, or images that were held back", () => {
  const candidates = [candidate("scratch", 0.6, { chosen: true })];
  const lines = (["short-training", "inner-split"] as const).flatMap((by) =>
    describeSelection(candidates, by),
  );
  expect(lines).toEqual([
    "chose scratch, l2 3 of 1 by short trainings",
    "chose scratch, l2 3 of 1 on training images held back",
  ]);
});

test("says so where there were too few images to compare anything", () => {
  const taken = candidate("nearest-centroid", 0, { logLoss: null, accuracy: null, chosen: true });
  expect(describeSelection([taken], "default")).toEqual([
    "took nearest-centroid, l2 3: too few training images to compare classifiers",
  ]);
});
