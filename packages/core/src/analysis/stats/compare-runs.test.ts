import { expect, test } from "vitest";
import fixtures from "../../../fixtures/stats.json" with { type: "json" };
import { formatPValue } from "../format.ts";
import {
  cochranQ,
  comparePair,
  compareRuns,
  correctedInterval,
  holm,
  imagesNeeded,
  judgePairs,
  mcNemarPower,
  verdict,
} from "./index.ts";

/** A run that is right on all of 100 images but those given. */
function wrongOn(name: string, ...wrong: number[]) {
  const missed = new Set(wrong);
  return { name, correct: Array.from({ length: 100 }, (_, i) => !missed.has(i)) };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function verdictOf(runs: Parameters<typeof compareRuns>[0]): readonly string[] {
  return compareRuns(runs).verdict;
}

test("two runs: the sentence of the pair, and how many images would tell", () => {
  const runs = [wrongOn("A", 0, 1, 2, 3), wrongOn("B", 50, 51)];
  expect(verdictOf(runs)).toEqual([
    "B is 2 points higher than A; with 100 images this could be chance (p = 0.69).",
    "You would need about 1,240 test images for an 80% chance of detecting a 2-point gain; you have 100.",
  ]);
});

test("four runs: whom the first one beats, and whom not", () => {
  const runs = [
    wrongOn("fine-tuned", ...range(0, 7)),
    wrongOn("scratch", ...range(0, 31)),
    wrongOn("raw-pixels", ...range(0, 30)),
    wrongOn("frozen-features", ...range(3, 8)),
  ];
  expect(verdictOf(runs)).toEqual([
    "frozen-features is the most accurate, right on 95 of 100 images. It beats raw-pixels (p < 0.001) and scratch (p < 0.001) by more than chance (corrected for 6 pairs).",
    "Against fine-tuned (p = 1) the difference could be chance.",
    "Also significant: fine-tuned over raw-pixels, fine-tuned over scratch.",
    "Cochran's Q over all 4 runs agrees: they are not all equal (p < 0.001).",
    // Two pairs are open, so that p is read at 0.025: 843 images would do for one pair alone.
    "You would need about 983 test images for an 80% chance of detecting a 2-point gain among 4 runs; you have 100.",
  ]);
});

test("nothing beyond chance, nothing different, all equal", () => {
  const near = [wrongOn("A", 1, 2), wrongOn("B", 3, 4, 5), wrongOn("C", 6)];
  expect(verdictOf(near).slice(0, 2)).toEqual([
    "No two of the 3 runs differ significantly (corrected for 3 pairs).",
    "Cochran's Q over all 3 runs agrees: they may all be equal (p = 0.61).",
  ]);
  const equal = [wrongOn("A", 1), wrongOn("B", 1), wrongOn("C", 1)];
  expect(verdictOf(equal)).toEqual([
    "All runs are right on the same images; nothing tells them apart.",
  ]);
});

test("runs behind the first may differ where it does not", () => {
  const runs = [
    wrongOn("A", ...range(0, 10), ...range(90, 100)),
    wrongOn("B", ...range(10, 31)),
    wrongOn("C", ...range(10, 40)),
  ];
  expect(verdictOf(runs).slice(0, 2)).toEqual([
    "A is the most accurate, right on 80 of 100 images, but its lead over every other run could be chance (corrected for 3 pairs).",
    "Also significant: B over C.",
  ]);
});

test("a tie is told as a tie", () => {
  const two = [wrongOn("fine-tuned", 1, 2, 3), wrongOn("frozen-features", 3, 4, 5)];
  expect(verdictOf(two)).toEqual([
    "fine-tuned and frozen-features tie: both right on 97 of 100 images, each on 2 where the other is wrong (p = 1).",
  ]);
  expect(verdictOf([wrongOn("scratch", ...range(0, 31)), ...two])).toEqual([
    "fine-tuned and frozen-features tie: both right on 97 of 100 images.",
    "Significant, corrected for 3 pairs: fine-tuned over scratch (p < 0.001), frozen-features over scratch (p < 0.001).",
    "Cochran's Q over all 3 runs agrees: they are not all equal (p < 0.001).",
  ]);
});

test("Cochran's Q and the pairs are told in one sentence where they disagree", () => {
  // Each pair alone has p = 0.03 and corrected 0.09; together they differ.
  const runs = [wrongOn("A"), wrongOn("B", ...range(0, 6)), wrongOn("C", ...range(6, 12))];
  const { pairs, cochranQ, verdict } = compareRuns(runs);
  expect(pairs.some(({ isClear }) => isClear)).toBe(false);
  expect(cochranQ!.pValue).toBeLessThan(0.05);
  expect(verdict.slice(0, 2)).toEqual([
    "No two of the 3 runs differ significantly (corrected for 3 pairs).",
    "Cochran's Q over all 3 runs says that they are not all equal (p = 0.050), but no pair is clear: which of them differ is open.",
  ]);
});

test("p, interval and words of a pair never disagree", () => {
  for (let lost = 0; lost < 6; lost++) {
    for (let won = 0; won < 24; won++) {
      const runs = [
        wrongOn("A", ...range(0, won)),
        wrongOn("B", ...range(40, 40 + lost)),
        wrongOn("C", ...range(60, 75)),
        wrongOn("D", 99),
      ];
      for (const { isClear, correctedPValue, interval, verdict } of compareRuns(runs).pairs) {
        expect(isClear).toBe(correctedPValue < 0.05);
        expect(interval!.low > 0 || interval!.high < 0).toBe(isClear);
        expect(verdict.includes("unlikely to be chance")).toBe(isClear);
      }
    }
  }
});

test("scores descend with their intervals; pairs have the better run as B", () => {
  const runs = [wrongOn("A", 0, 1, 2), wrongOn("B", 3), wrongOn("C", 4)];
  const { scores, pairs } = compareRuns(runs);
  expect(scores.map(({ name, correct, total }) => [name, correct, total])).toEqual([
    ["B", 99, 100],
    ["C", 99, 100],
    ["A", 97, 100],
  ]);
  expect(pairs.map(({ nameA, nameB }) => nameB + nameA)).toEqual(["BC", "BA", "CA"]);
  expect(scores[0]!.interval.low).toBeCloseTo(0.946, 3);
  expect(pairs[1]!.interval!.low).toBeLessThan(0.02);
  expect(pairs[1]!.interval!.high).toBeGreaterThan(0.02);
});

test("two runs of one name are still two", () => {
  const same = [wrongOn("A", ...range(0, 40)), wrongOn("A", 1), wrongOn("A", 2, 3)];
  expect(compareRuns(same).verdict[0]).toBe(
    "A is the most accurate, right on 99 of 100 images. It beats A (p < 0.001) by more than chance (corrected for 3 pairs).",
  );
});

test.each([1, 11])("refuses %i runs", (count) => {
  const runs = range(0, count).map((i) => wrongOn(String(i), i));
  expect(() => compareRuns(runs)).toThrow(expect.objectContaining({ code: "OUT_OF_RANGE" }));
});

test("a pair is counted image by image", () => {
  const pair = comparePair({
    nameA: "A",
    nameB: "B",
    correctA: [true, true, false, false, true],
    correctB: [true, false, true, false, false],
  });
  expect(pair).toMatchObject({ total: 5, both: 1, onlyA: 2, onlyB: 1, neither: 1, pValue: 1 });
  expect(pair.difference).toBeCloseTo(-0.2, 12);
});

test("a pair on other images is refused", () => {
  expect(() =>
    comparePair({ nameA: "A", nameB: "B", correctA: [true], correctB: [true, false] }),
  ).toThrow(/"A" has 1 test image, "B" has 2/);
  expect(() => comparePair({ nameA: "A", nameB: "B", correctA: [], correctB: [] })).toThrow(
    expect.objectContaining({ code: "EMPTY_INPUT" }),
  );
});

test("several runs are compared pair by pair and corrected over all pairs", () => {
  const runs = { A: rightOn(80), B: rightOn(88), C: rightOn(90) };
  const pair = (nameA: keyof typeof runs, nameB: keyof typeof runs) =>
    comparePair({ nameA, nameB, correctA: runs[nameA], correctB: runs[nameB] });
  const pairs = judgePairs([pair("A", "B"), pair("A", "C"), pair("B", "C")]);
  const [ab, ac, bc] = pairs;
  expect(ab?.pValue).toBeCloseTo(2 / 2 ** 8, 12);
  expect(ab?.correctedPValue).toBeCloseTo((2 * 2) / 2 ** 8, 12);
  expect(ac?.correctedPValue).toBeCloseTo((3 * 2) / 2 ** 10, 12);
  expect(bc?.correctedPValue).toBeCloseTo(0.5, 12);
  expect(ab?.verdict).toContain("corrected for 3 pairs");
  expect(judgePairs([])).toEqual([]);
});

function rightOn(count: number): boolean[] {
  return Array.from({ length: 100 }, (_, i) => i < count);
}

/** A pair with the given number of images in each cell. */
function pairOf(cells: { both: number; onlyA: number; onlyB: number; neither: number }) {
  const { both, onlyA, onlyB, neither } = cells;
  return comparePair({
    nameA: "A",
    nameB: "B",
    correctA: [
      many(both, true),
      many(onlyA, true),
      many(onlyB, false),
      many(neither, false),
    ].flat(),
    correctB: [
      many(both, true),
      many(onlyA, false),
      many(onlyB, true),
      many(neither, false),
    ].flat(),
  });
}

function many(count: number, value: boolean): boolean[] {
  return Array<boolean>(count).fill(value);
}

test.each([
  [
    { both: 91, onlyA: 2, onlyB: 4, neither: 3 },
    "B is 2 points higher than A; with 100 images this could be chance (p = 0.69).",
  ],
  [
    { both: 91, onlyA: 2, onlyB: 1, neither: 6 },
    "B is 1 point lower than A; with 100 images this could be chance (p = 1).",
  ],
  [
    { both: 60, onlyA: 3, onlyB: 25, neither: 12 },
    "B is 22 points higher than A; with 100 images this is unlikely to be chance (p < 0.001).",
  ],
  [
    { both: 280, onlyA: 0, onlyB: 1, neither: 19 },
    "B is 0.3 points higher than A; with 300 images this could be chance (p = 1).",
  ],
  [
    { both: 3000, onlyA: 1, onlyB: 2, neither: 0 },
    "B is less than 0.1 points higher than A; with 3003 images this could be chance (p = 1).",
  ],
  [
    { both: 90, onlyA: 3, onlyB: 3, neither: 4 },
    "B and A tie: both right on 93 of 100 images, each on 3 where the other is wrong (p = 1).",
  ],
  [
    { both: 93, onlyA: 0, onlyB: 0, neither: 7 },
    "B and A are right on the same 93 of 100 images; nothing tells them apart.",
  ],
  [
    { both: 100, onlyA: 0, onlyB: 0, neither: 0 },
    "B and A are both right on all 100 images; nothing tells them apart.",
  ],
  [
    { both: 0, onlyA: 0, onlyB: 0, neither: 4 },
    "B and A are both wrong on all 4 images; nothing tells them apart.",
  ],
  [
    { both: 0, onlyA: 0, onlyB: 1, neither: 0 },
    "B is 100 points higher than A; with 1 image this could be chance (p = 1).",
  ],
])("%j", (cells, sentence) => {
  expect(verdict(pairOf(cells))).toBe(sentence);
});

test("reads the corrected p-value where there are more pairs", () => {
  const pair = pairOf({ both: 80, onlyA: 1, onlyB: 9, neither: 10 });
  expect(pair.pValue).toBeLessThan(0.05);
  expect(verdict(pair, { pValue: 6 * pair.pValue, numPairs: 6 })).toBe(
    "B is 8 points higher than A; with 100 images this could be chance (p = 0.13, corrected for 6 pairs).",
  );
});

test.each([
  [0.000_999, "p < 0.001"],
  [0.001, "p = 0.001"],
  [0.0498, "p = 0.050"],
  [0.049, "p = 0.049"],
  [0.6875, "p = 0.69"],
  [0.9949, "p = 0.99"],
  [0.995, "p = 1"],
  [1, "p = 1"],
])("p-value %d is written %s", (p, text) => {
  expect(formatPValue(p)).toBe(text);
});

test("Holm's correction agrees with statsmodels", () => {
  const corrected = holm(fixtures.holm.given);
  for (const [i, p] of corrected.entries()) expect(p).toBeCloseTo(fixtures.holm.corrected[i]!, 12);
});

test.each(fixtures.cochranQ)("Cochran's Q agrees with statsmodels: $statistic", (expected) => {
  const result = cochranQ(expected.correct.map((row) => row.map(Boolean)))!;
  expect(result.statistic).toBeCloseTo(expected.statistic, 9);
  expect(result.pValue).toBeCloseTo(expected.p, 9);
  expect(result.degreesOfFreedom).toBe(expected.correct.length - 1);
});

test("Cochran's Q of two is McNemar's statistic (b - c)² / (b + c), of equals it is null", () => {
  const a = [true, true, true, false, true];
  const b = [false, false, false, true, true];
  expect(cochranQ([a, b])?.statistic).toBeCloseTo((3 - 1) ** 2 / 4, 12);
  expect(cochranQ([a, a])).toBeNull();
});

test.each(fixtures.corrected)("interval over splits agrees with scipy: $low to $high", (given) => {
  const { values, train, test: numTest, confidence } = given;
  const result = correctedInterval(values, { numTrain: train, numTest, confidence });
  expect(result.standardError).toBeCloseTo(given.standardError, 9);
  expect(result.low).toBeCloseTo(given.low, 9);
  expect(result.high).toBeCloseTo(given.high, 9);
  expect(result.pValue).toBeCloseTo(given.p, 9);
});

test("for ten splits of 200 and 100 the standard error is 2.45 times the naive one", () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const { standardError, deviation } = correctedInterval(values, { numTrain: 200, numTest: 100 });
  expect(standardError! / (deviation! / Math.sqrt(10))).toBeCloseTo(Math.sqrt(6), 12);
});

test("fewer than three splits, and equal splits, have neither interval nor p-value, and say why", () => {
  const sizes = { numTrain: 200, numTest: 100 };
  const none = { low: null, high: null, pValue: null };
  expect(correctedInterval([0.9], sizes)).toMatchObject({ mean: 0.9, ...none });
  expect(correctedInterval([0.5, 0.6], sizes)).toMatchObject({
    ...none,
    range: { low: 0.5, high: 0.6 },
    unknown: "an interval needs 3 different splits",
  });
  expect(correctedInterval([0.82, 0.82, 0.82], sizes)).toMatchObject({
    ...none,
    mean: 0.82,
    unknown: "it is the same on every split",
  });
});

test.each(fixtures.power)("power of $gain with $n images agrees with scipy: $power", (given) => {
  expect(mcNemarPower(given.n, given)).toBeCloseTo(given.power, 9);
});

test("how many images a gain needs", () => {
  // With 4 % of the images lost for what is won: 1,244 for 2 points, 303 for 5, 114 for 10.
  expect(imagesNeeded({ gain: 0.02 })).toBe(1244);
  expect(imagesNeeded({ gain: 0.05 })).toBe(303);
  expect(imagesNeeded({ gain: 0.1 })).toBe(114);
  expect(imagesNeeded({ gain: 0.05 }, { power: 0.9 })).toBeGreaterThan(303);
  expect(imagesNeeded({ gain: 0.05, discordant: 0.2 })).toBeGreaterThan(303);
  expect(imagesNeeded({ gain: 1 })).toBe(6);
});

const sizes = { numTrain: 2, numTest: 1 };
test.each([
  ["one classifier", () => cochranQ([[true]]), "EMPTY_INPUT"],
  ["no images", () => cochranQ([[], []]), "EMPTY_INPUT"],
  ["unequal rows", () => cochranQ([[true], []]), "SHAPE_MISMATCH"],
  ["no splits", () => correctedInterval([], sizes), "EMPTY_INPUT"],
  ["NaN", () => correctedInterval([Number.NaN], sizes), "NOT_A_NUMBER"],
  ["no training images", () => correctedInterval([1], { ...sizes, numTrain: 0 }), "OUT_OF_RANGE"],
  ["no gain", () => mcNemarPower(100, { gain: 0 }), "OUT_OF_RANGE"],
  ["a gain in points", () => imagesNeeded({ gain: 2 }), "OUT_OF_RANGE"],
  ["fewer discordant", () => mcNemarPower(9, { gain: 0.2, discordant: 0.1 }), "OUT_OF_RANGE"],
  ["a part of an image", () => mcNemarPower(0.5, { gain: 0.1 }), "OUT_OF_RANGE"],
  ["a power of 1", () => imagesNeeded({ gain: 0.1 }, { power: 1 }), "OUT_OF_RANGE"],
])("refuses %s", (_, compute, code) => {
  expect(compute).toThrow(expect.objectContaining({ code }));
});
