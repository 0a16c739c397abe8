import { expect, test } from "vitest";
import { judge, scoreImages } from "./judge.ts";
import { tinyTask } from "./testing/tiny-task.ts";

test("mean log-loss and accuracy of the pictures named", async () => {
  const task = await tinyTask(null); // classes 0 and 1 take turns
  const probabilities = Float64Array.of(0.5, 0.5, 0.75, 0.25);
  const { loss, accuracy } = judge(probabilities, task, Int32Array.of(4, 7));
  expect(loss).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 12);
  expect(accuracy).toBe(0.5);
});

test("a truth that was ruled out costs much, not infinitely much", async () => {
  const { loss } = judge(Float64Array.of(0, 1), await tinyTask(null), Int32Array.of(0));
  expect(loss).toBeCloseTo(744.44, 1);
});

test("Brier score of each image, log-likelihoods and hits", async () => {
  const task = await tinyTask(null);
  const scores = scoreImages(Float64Array.of(0.8, 0.2, 0.75, 0.25), task, Int32Array.of(4, 7));
  expect(scores.brier[0]).toBeCloseTo(0.04 + 0.04, 12);
  expect(scores.brier[1]).toBeCloseTo(0.5625 + 0.5625, 12);
  expect(scores.logLoss).toBeCloseTo(-Math.log(0.8) - Math.log(0.25), 12);
  expect(scores.correct).toBe(1);
});
