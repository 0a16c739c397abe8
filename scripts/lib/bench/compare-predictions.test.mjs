import { expect, test } from "vitest";
import { comparePredictions } from "./compare-predictions.mjs";

const one = (hash, first) => ({
  hash,
  predicted: first >= 0.5 ? 0 : 1,
  probabilities: [first, 1 - first],
});

test("counts the images of the same class and finds the largest difference, whatever the order", () => {
  const reference = new Map([["scratch", [one("a", 0.9), one("b", 0.6), one("c", 0.1)]]]);
  const other = new Map([["scratch", [one("c", 0.2), one("b", 0.45), one("a", 0.9)]]]);
  const [row] = comparePredictions(reference, other);
  expect(row).toMatchObject({ method: "scratch", images: 3, same: 2 });
  expect(row.largestDifference).toBeCloseTo(0.15, 12);
});

test("other images are no comparison", () => {
  const reference = new Map([["scratch", [one("a", 0.9)]]]);
  const other = new Map([["scratch", [one("b", 0.9)]]]);
  expect(() => comparePredictions(reference, other)).toThrow(/one engine only/);
});
