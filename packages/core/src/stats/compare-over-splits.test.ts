import { expect, test } from "vitest";
import { compareOverSplits } from "./index.ts";

const sizes = { numTrain: 200, numTest: 100 };

test("methods over splits: differences are taken split by split", () => {
  const { scores, pairs, verdict } = compareOverSplits(
    [
      { name: "scratch", accuracies: [0.7, 0.75, 0.72, 0.71] },
      { name: "fine-tuned", accuracies: [0.93, 0.96, 0.94, 0.93] },
      { name: "frozen-features", accuracies: [0.95, 0.93, 0.96, 0.92] },
    ],
    sizes,
  );
  expect(scores.map(({ name }) => name)).toEqual(["fine-tuned", "frozen-features", "scratch"]);
  expect(scores[2]!.accuracy.mean).toBeCloseTo(0.72, 12);
  const [close, wide] = pairs;
  expect(close!.difference.mean).toBeCloseTo(0, 12);
  // Differences 0.23, 0.21, 0.22, 0.22: s = 0.00816, error s * sqrt(1/4 + 1/2).
  expect(wide!.difference.standardError).toBeCloseTo(0.008165 * Math.sqrt(0.75), 6);
  expect(wide!.correctedPValue!).toBeGreaterThan(wide!.difference.pValue!);
  // Frozen against scratch: s = 0.0316, t = 8.03 with 3 degrees of freedom, p = 0.0040; Holm's second of three doubles it.
  expect(verdict).toEqual([
    "fine-tuned and frozen-features are level over 4 splits.",
    "fine-tuned is 22 points higher than scratch on average over 4 splits; this is unlikely to be chance (p < 0.001, corrected for 3 pairs).",
    "frozen-features is 22 points higher than scratch on average over 4 splits; this is unlikely to be chance (p = 0.008, corrected for 3 pairs).",
  ]);
});

test("one split says nothing of the spread", () => {
  const two = [
    { name: "A", accuracies: [0.9] },
    { name: "B", accuracies: [0.95] },
  ];
  expect(compareOverSplits(two, sizes).verdict).toEqual([
    "B is 5 points higher than A on average over 1 split; nothing is known of the spread.",
  ]);
});

test("refuses methods with other numbers of splits", () => {
  const methods = [
    { name: "A", accuracies: [0.9] },
    { name: "B", accuracies: [0.95, 0.9] },
  ];
  expect(() => compareOverSplits(methods, sizes)).toThrow(/"A" has 1 splits, "B" has 2/);
});
