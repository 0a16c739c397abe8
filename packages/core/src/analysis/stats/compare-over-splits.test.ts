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
    "fine-tuned and frozen-features tie on average over 4 splits; this could be chance (p = 1, corrected for 3 pairs).",
    "fine-tuned is 22 points higher than scratch on average over 4 splits; this is unlikely to be chance (p < 0.001, corrected for 3 pairs).",
    "frozen-features is 22 points higher than scratch on average over 4 splits; this is unlikely to be chance (p = 0.008, corrected for 3 pairs).",
  ]);
});

test("a method listed second with the lower mean is called lower, and its interval lies below 0", () => {
  const accuracies = [0.9, 0.93, 0.91, 0.92];
  const lower = compareOverSplits(
    [
      { name: "A", accuracies },
      {
        name: "B",
        accuracies: accuracies.map((accuracy, i) => accuracy - [0.2, 0.21, 0.22, 0.21][i]!),
      },
    ],
    sizes,
  ).pairs[0]!;
  const higher = compareOverSplits(
    [
      {
        name: "B",
        accuracies: accuracies.map((accuracy, i) => accuracy - [0.2, 0.21, 0.22, 0.21][i]!),
      },
      { name: "A", accuracies },
    ],
    sizes,
  ).pairs[0]!;
  for (const { nameA, nameB, difference, verdict } of [lower, higher]) {
    const { mean, low, high, range } = difference;
    expect(Math.abs(mean)).toBeCloseTo(0.21, 12);
    const word = mean > 0 ? "higher" : "lower";
    expect(verdict).toContain(
      `${nameB} is 21 points ${word} than ${nameA} on average over 4 splits`,
    );
    expect([nameB, word]).toEqual(nameB === "A" ? ["A", "higher"] : ["B", "lower"]);
    expect(low! < mean && mean < high! && low! * high! > 0).toBe(true);
    expect(range.low).toBeCloseTo(mean > 0 ? 0.2 : -0.22, 12);
    expect(range.high).toBeCloseTo(mean > 0 ? 0.22 : -0.2, 12);
  }
});

test("a spread that is rounding is no spread: equal differences have neither interval nor p", () => {
  // 0.95 - 0.9 and 0.3 - 0.25 differ by 6e-17; taken for a spread, that made p < 0.001.
  const accuracies = [
    { name: "A", accuracies: [0.9, 0.25, 0.35] },
    { name: "B", accuracies: [0.95, 0.3, 0.4] },
  ];
  const { pairs } = compareOverSplits(accuracies, sizes);
  expect(pairs[0]).toMatchObject({
    correctedPValue: null,
    isClear: false,
    difference: { low: null, high: null, pValue: null, deviation: 0 },
  });
  expect(pairs[0]?.verdict).toBe(
    "B is 5 points higher than A on average over 3 splits; chance cannot be judged: it is the same on every split.",
  );
});

test.each([
  [[0.9], [0.95], "over 1 split; chance"],
  [[0.9, 0.8], [0.95, 0.9], "over 2 splits (5 to 10 points); chance"],
])("fewer than three splits: the mean and its range, but no p (%j)", (a, b, words) => {
  const two = [
    { name: "A", accuracies: a },
    { name: "B", accuracies: b },
  ];
  const { pairs, scores, verdict } = compareOverSplits(two, sizes);
  expect(pairs[0]).toMatchObject({ correctedPValue: null, isClear: false });
  expect(scores[0]?.accuracy).toMatchObject({ low: null, high: null, range: { high: 0.95 } });
  expect(verdict[0]).toContain(words);
  expect(verdict[0]).toContain("chance cannot be judged: an interval needs 3 different splits");
});

test("p, interval and words agree at the corrected level", () => {
  const methods = Array.from({ length: 5 }, (_, m) => ({
    name: `m${m}`,
    accuracies: [0.5, 0.53, 0.49, 0.52, 0.5].map((x, j) => x + 0.04 * m + 0.01 * ((m * j * j) % 7)),
  }));
  for (const { difference, isClear, correctedPValue, verdict } of compareOverSplits(methods, sizes)
    .pairs) {
    expect(isClear).toBe(correctedPValue! < 0.05);
    expect(difference.low! > 0 || difference.high! < 0).toBe(isClear);
    expect(verdict.includes("unlikely to be chance")).toBe(isClear);
  }
});

test("splits that are too far apart have no interval that would say nothing", () => {
  const far = [{ name: "A", accuracies: [0.3, 0.9, 0.5] }];
  expect(compareOverSplits(far, sizes).scores[0]?.accuracy).toMatchObject({
    low: null,
    high: null,
    unknown: "the splits differ too much for an interval",
  });
});

test("the same test images on every split count once", () => {
  // 20 images, of which B alone has 5: on one split p = 0.06, and five identical test parts say no more.
  const images = Array.from({ length: 20 }, (_, i) => i);
  const answers = (missed: (split: number) => number[]) =>
    [0, 1, 2, 3, 4].map((split) => ({
      images,
      values: images.map((i) => (missed(split).includes(i) ? 0 : 1)),
    }));
  const methodOf = (name: string, own: ReturnType<typeof answers>) => ({
    name,
    answers: own,
    accuracies: own.map(({ values }) => values.filter((value) => value === 1).length / 20),
  });
  const b = methodOf(
    "B",
    answers(() => [19]),
  );
  const a = methodOf(
    "A",
    answers((split) => (split === 0 ? [0, 1, 2, 3] : [0, 1, 2, 3, 19])),
  );
  const { pairs } = compareOverSplits([a, b], { numTrain: 100, numTest: 20 });
  // 4 of 20 images: variance 4 · 0.8 / 20 / 19 is 0.09² for the mean, z = 2.1; the spread alone gave p = 0.0005.
  expect(pairs[0]!.correctedPValue!).toBeGreaterThan(0.02);
});

test("refuses methods with other numbers of splits", () => {
  const methods = [
    { name: "A", accuracies: [0.9] },
    { name: "B", accuracies: [0.95, 0.9] },
  ];
  expect(() => compareOverSplits(methods, sizes)).toThrow(/"A" has 1 splits, "B" has 2/);
});
