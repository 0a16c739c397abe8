import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../../analysis/random/index.ts";
import { stratifiedFolds } from "./index.ts";

function tally(values: Iterable<number>, size: number): number[] {
  const counts = Array<number>(size).fill(0);
  for (const value of values) counts[value]! += 1;
  return counts;
}

function spread(counts: number[]): number {
  return Math.max(...counts) - Math.min(...counts);
}

test("deals 100 + 100 rows into 5 folds of 20 + 20", () => {
  const labels = Int32Array.from({ length: 200 }, (_, i) => i % 2);
  const folds = stratifiedFolds(labels, { numClasses: 2, folds: 5, rng: createRng(1) });
  expect(tally(folds, 5)).toEqual([40, 40, 40, 40, 40]);
  for (const k of [0, 1]) {
    expect(
      tally(
        folds.filter((_, row) => labels[row] === k),
        5,
      ),
    ).toEqual([20, 20, 20, 20, 20]);
  }
});

test("fold sizes, and the counts of each class, differ by at most 1", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(3), { minLength: 10, maxLength: 80 }),
      fc.integer({ min: 2, max: 10 }),
      fc.integer(),
      (list, numFolds, seed) => {
        const labels = Int32Array.from(list);
        const rng = createRng(seed);
        const folds = stratifiedFolds(labels, { numClasses: 4, folds: numFolds, rng });
        expect(spread(tally(folds, numFolds))).toBeLessThanOrEqual(1);
        for (let k = 0; k < 4; k++) {
          const ofClass = folds.filter((_, row) => labels[row] === k);
          expect(spread(tally(ofClass, numFolds))).toBeLessThanOrEqual(1);
        }
      },
    ),
  );
});

test("copies are dealt into one fold", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { minLength: 60, maxLength: 90 }), fc.nat(), (list, seed) => {
      fc.pre(new Set(list).size >= 5);
      const labels = Int32Array.from(list, (key) => key % 3);
      const keys = list.map(String);
      const rng = createRng(seed);
      const folds = stratifiedFolds(labels, { numClasses: 3, folds: 5, rng, keys });
      const foldOf = new Map<string, number>();
      for (const [row, key] of keys.entries()) {
        expect(foldOf.get(key) ?? folds[row]).toBe(folds[row]);
        foldOf.set(key, folds[row]!);
      }
      expect(new Set(folds).size).toBe(5);
    }),
  );
});

test("another seed deals otherwise", () => {
  const labels = Int32Array.from({ length: 50 }, (_, i) => i % 2);
  const deal = (seed: number) =>
    stratifiedFolds(labels, { numClasses: 2, folds: 5, rng: createRng(seed) });
  expect(deal(1)).toEqual(deal(1));
  expect(deal(1)).not.toEqual(deal(2));
});

test("refuses more folds than there are images", () => {
  const labels = Int32Array.of(0, 1, 0, 1, 0);
  const deal = () =>
    stratifiedFolds(labels, {
      numClasses: 2,
      folds: 3,
      rng: createRng(1),
      keys: ["a", "a", "b", "b", "b"],
    });
  expect(deal).toThrow(expect.objectContaining({ code: "TOO_FEW_IMAGES" }));
});
