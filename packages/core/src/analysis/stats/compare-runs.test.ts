import { expect, test } from "vitest";
import { compareRuns } from "./index.ts";

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
    "You would need about 1,240 test images for an 80 % chance of detecting a 2-point gain; you have 100.",
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
    "You would need about 983 test images for an 80 % chance of detecting a 2-point gain among 4 runs; you have 100.",
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
