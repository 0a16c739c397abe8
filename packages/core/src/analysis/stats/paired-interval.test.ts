import * as fc from "fast-check";
import { expect, test } from "vitest";
import { mcNemarExact, pairedInterval } from "./index.ts";

test("agrees with the exact McNemar test at every level", () => {
  const counts = fc.record({
    onlyA: fc.integer({ min: 0, max: 40 }),
    onlyB: fc.integer({ min: 0, max: 40 }),
    rest: fc.integer({ min: 0, max: 200 }),
    level: fc.constantFrom(0.2, 0.05, 0.05 / 6, 0.05 / 45),
  });
  fc.assert(
    fc.property(counts, ({ onlyA, onlyB, rest, level }) => {
      const total = onlyA + onlyB + rest + 30;
      const interval = pairedInterval({ onlyA, onlyB, total }, 1 - level);
      fc.pre(interval !== null);
      const isClear = mcNemarExact(onlyA, onlyB) < level;
      expect(interval!.low > 0 || interval!.high < 0).toBe(isClear);
      const difference = (onlyB - onlyA) / total;
      expect(interval!.low).toBeLessThanOrEqual(difference);
      expect(interval!.high).toBeGreaterThanOrEqual(difference);
    }),
  );
});

test("turned round it is the same interval from the other side", () => {
  const { low, high } = pairedInterval({ onlyA: 3, onlyB: 9, total: 80 })!;
  const turned = pairedInterval({ onlyA: 9, onlyB: 3, total: 80 })!;
  expect(turned.low).toBeCloseTo(-high, 9);
  expect(turned.high).toBeCloseTo(-low, 9);
});

test("equal runs have an interval with a width; a handful of images has none", () => {
  const { low, high } = pairedInterval({ onlyA: 0, onlyB: 0, total: 100 })!;
  // Jeffreys' 97.5 % quantile of 0 in 100.
  expect(high).toBeCloseTo(0.0247, 2);
  expect(low).toBeCloseTo(-high, 12);
  expect(pairedInterval({ onlyA: 0, onlyB: 1, total: 1 })).toBeNull();
});
