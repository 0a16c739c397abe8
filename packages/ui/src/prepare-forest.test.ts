import { expect, test } from "vitest";
import { prepareForest } from "./prepare-forest.ts";

const run = {
  id: 3,
  name: "scratch",
  method: "scratch",
  total: 100,
  estimate: { value: 0.7, low: 0.604, high: 0.781 },
};

test("every run gets its numbers in words, on an axis that holds the baseline", () => {
  const forest = prepareForest([run], 0.5);
  expect(forest.axis.min).toBe(0.5);
  expect(forest.rows).toEqual([
    { ...run, accuracyText: "70.0%", intervalText: "60.4–78.1%", hits: 70 },
  ]);
});

test("without a baseline the axis holds the intervals only", () => {
  expect(prepareForest([run], null).axis.min).toBe(0.6);
});
