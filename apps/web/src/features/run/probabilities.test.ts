import { expect, test } from "vitest";
import { drawnClasses } from "./probabilities.tsx";

test("few classes are all drawn, in their order", () => {
  expect(drawnClasses([0.9, 0.5, null], null)).toEqual([0, 1, 2]);
});

test("of many the hardest, or the chosen one", () => {
  const areas = [0.9, 0.99, null, 0.7, 0.95, 0.8, 0.97];
  expect(drawnClasses(areas, null)).toEqual([3, 5, 0, 4, 6]);
  expect(drawnClasses(areas, 2)).toEqual([2]);
});
