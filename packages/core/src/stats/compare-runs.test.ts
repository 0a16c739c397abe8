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
  return compareRuns(runs, { seed: 1, resamples: 50 }).verdict;
}

test("two runs: the sentence of the pair, and how many images would tell", () => {
  const runs = [wrongOn("A", 0, 1, 2, 3), wrongOn("B", 50, 51)];
  expect(verdictOf(runs)).toEqual([
    "B is 2 points higher than A; with 100 images this could be chance (p = 0.69).",
    "To see a gain of 2 points four times out of five, about 1,240 test images are needed; here are 100.",
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
    "Beyond chance as well: fine-tuned over raw-pixels, fine-tuned over scratch.",
    "Cochran's Q over all 4 runs: they are not all equal (p < 0.001).",
    "To see a gain of 2 points four times out of five, about 843 test images are needed; here are 100.",
  ]);
});

test("nothing beyond chance, nothing different, all equal", () => {
  const near = [wrongOn("A", 1, 2), wrongOn("B", 3, 4, 5), wrongOn("C", 6)];
  expect(verdictOf(near).slice(0, 2)).toEqual([
    "No two of the 3 runs differ by more than chance may bring (corrected for 3 pairs).",
    "Cochran's Q over all 3 runs: they may all be equal (p = 0.61).",
  ]);
  const equal = [wrongOn("A", 1), wrongOn("B", 1), wrongOn("C", 1)];
  expect(verdictOf(equal)).toEqual([
    "No two of the 3 runs differ by more than chance may bring (corrected for 3 pairs).",
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
    "A is the most accurate, right on 80 of 100 images, but every lead of it could be chance (corrected for 3 pairs).",
    "Beyond chance as well: B over C.",
  ]);
});

test("scores descend with their intervals; pairs have the better run as B", () => {
  const runs = [wrongOn("A", 0, 1, 2), wrongOn("B", 3), wrongOn("C", 4)];
  const { scores, pairs } = compareRuns(runs, { seed: 1, resamples: 200 });
  expect(scores.map(({ name, correct, total }) => [name, correct, total])).toEqual([
    ["B", 99, 100],
    ["C", 99, 100],
    ["A", 97, 100],
  ]);
  expect(pairs.map(({ nameA, nameB }) => nameB + nameA)).toEqual(["BC", "BA", "CA"]);
  expect(scores[0]!.interval.low).toBeCloseTo(0.946, 3);
  expect(pairs[1]!.interval!.low).toBeLessThan(0.02);
  expect(pairs[1]!.interval!.high).toBeGreaterThan(0.02);
  expect(compareRuns(runs, { seed: 1, resamples: 200 }).pairs).toEqual(pairs);
});

test("two runs of one name are still two", () => {
  const same = [wrongOn("A", ...range(0, 40)), wrongOn("A", 1), wrongOn("A", 2)];
  expect(compareRuns(same, { seed: 1, resamples: 20 }).verdict[0]).toBe(
    "A is the most accurate, right on 99 of 100 images. It beats A (p < 0.001) by more than chance (corrected for 3 pairs).",
  );
});

test.each([1, 11])("refuses %i runs", (count) => {
  const runs = range(0, count).map((i) => wrongOn(String(i), i));
  expect(() => compareRuns(runs, { seed: 1 })).toThrow(
    expect.objectContaining({ code: "OUT_OF_RANGE" }),
  );
});
