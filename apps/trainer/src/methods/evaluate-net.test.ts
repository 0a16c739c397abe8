import { logLoss } from "@graft/core/analysis/metrics";
import { expect, test } from "vitest";
import { judge, scoreImages } from "./evaluate-net.ts";
import { tinyTask } from "./testing/tiny-task.ts";

test("mean log-loss and accuracy of the images named", async () => {
  const task = await tinyTask(null); // classes 0 and 1 take turns
  const probabilities = Float64Array.of(0.5, 0.5, 0.75, 0.25);
  const { loss, accuracy } = judge(probabilities, task, Int32Array.of(4, 7));
  expect(loss).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 12);
  expect(accuracy).toBe(0.5);
});

test("the log-loss is core's, with the same price for a truth that was ruled out", async () => {
  const task = await tinyTask(null);
  for (const probabilities of [Float64Array.of(0, 1), Float64Array.of(1, 0)]) {
    const { loss } = judge(probabilities, task, Int32Array.of(0));
    expect(loss).toBe(logLoss([0], probabilities, 2));
  }
  expect(judge(Float64Array.of(0, 1), task, Int32Array.of(0)).loss).toBeCloseTo(36.04, 2);
});

test("the loss of a net that diverged is no number", async () => {
  const probabilities = Float64Array.of(Number.NaN, Number.NaN);
  expect(judge(probabilities, await tinyTask(null), Int32Array.of(0)).loss).toBeNaN();
});

test("errors and log-likelihoods of images", async () => {
  const task = await tinyTask(null);
  const scores = scoreImages(Float64Array.of(0.8, 0.2, 0.75, 0.25), task, Int32Array.of(4, 7));
  expect(scores.errors).toEqual([0, 1]);
  expect(scores.logLoss).toBeCloseTo(-Math.log(0.8) - Math.log(0.25), 12);
});
