import { expect, test } from "vitest";
import { toPredictions } from "./predictions.ts";

const task = {
  classNames: ["drawing", "photo"],
  labels: Int32Array.of(0, 1, 1, 0),
  test: Int32Array.of(3, 1, 2),
};
const imageIds = [10, 11, 12, 13];

test("joins each test image with its id, true class and most probable class", () => {
  const { rows, correct } = toPredictions(
    Float64Array.of(0.8, 0.2, 0.4, 0.6, 0.5, 0.5),
    task,
    imageIds,
  );
  expect(rows).toEqual([
    { imageId: 13, trueLabel: 0, predicted: 0, probabilities: [0.8, 0.2] },
    { imageId: 11, trueLabel: 1, predicted: 1, probabilities: [0.4, 0.6] },
    { imageId: 12, trueLabel: 1, predicted: 0, probabilities: [0.5, 0.5] },
  ]);
  expect(correct).toBe(2);
});

test("refuses a wrong count and values that are no numbers", () => {
  expect(() => toPredictions(Float64Array.of(1, 0), task, imageIds)).toThrow(
    "2 probabilities for 3 images",
  );
  const notNumbers = new Float64Array(6).fill(Number.NaN);
  expect(() => toPredictions(notNumbers, task, imageIds)).toThrow("NaN or infinite");
});
