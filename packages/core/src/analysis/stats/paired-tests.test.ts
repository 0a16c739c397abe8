import * as fc from "fast-check";
import { expect, test } from "vitest";
import fixtures from "../../../fixtures/stats.json" with { type: "json" };
import { holm, holmSteps, mcNemarExact } from "./index.ts";

test("multiplies the smallest by m, the next by m - 1, and never descends", () => {
  const corrected = holm([0.01, 0.04, 0.03, 0.005]);
  const expected = [0.03, 0.06, 0.06, 0.02];
  for (const [i, p] of corrected.entries()) expect(p).toBeCloseTo(expected[i]!, 12);
});

test("stays at or below 1 and keeps one p-value as it is", () => {
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
  expect(holm([0.03])).toEqual([0.03]);
  expect(holm([])).toEqual([]);
});

test("never lowers a p-value and keeps their order", () => {
  const list = fc.array(fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(
    fc.property(list, (pValues) => {
      const corrected = holm(pValues);
      for (const [i, p] of pValues.entries()) {
        expect(corrected[i]).toBeGreaterThanOrEqual(p);
        for (const [j, other] of pValues.entries()) {
          if (p < other) expect(corrected[i]).toBeLessThanOrEqual(corrected[j]!);
        }
      }
    }),
  );
});

test("refuses what is no p-value", () => {
  expect(() => holm([0.5, 1.2])).toThrow(expect.objectContaining({ code: "OUT_OF_RANGE" }));
  expect(() => holm([Number.NaN])).toThrow(expect.objectContaining({ code: "OUT_OF_RANGE" }));
});

test("each test's divisor puts its own p on the side of the level where the corrected one is", () => {
  const list = fc.array(fc.double({ min: 0, max: 0.2, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(list, (pValues) => {
      for (const [i, { correctedPValue, divisor }] of holmSteps(pValues).entries()) {
        // At the very level, rounding decides.
        fc.pre(Math.abs(pValues[i]! * divisor - 0.05) > 1e-12);
        expect(pValues[i]! * divisor < 0.05).toBe(correctedPValue < 0.05);
      }
    }),
  );
});

test.each(fixtures.mcNemar)("agrees with scipy's binomial test: $b and $c", ({ b, c, p }) => {
  expect(Math.abs(mcNemarExact(b, c) / p - 1)).toBeLessThan(1e-10);
});

test.each([
  [0, 6],
  [1, 8],
  [2, 10],
  [3, 12],
  [4, 13],
  [5, 15],
])("%i to %i is the smallest lead that is significant", (fewer, more) => {
  expect(mcNemarExact(fewer, more)).toBeLessThan(0.05);
  expect(mcNemarExact(fewer, more - 1)).toBeGreaterThan(0.05);
});

test("is symmetric, in [0, 1], and 1 without a lead", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), (b, c) => {
      const p = mcNemarExact(b, c);
      expect(p).toBe(mcNemarExact(c, b));
      expect(p).toBeGreaterThanOrEqual(0);
      expect(p).toBeLessThanOrEqual(1);
      expect(mcNemarExact(b, b)).toBe(1);
    }),
  );
});

test("a wider lead never has a larger p", () => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer({ min: 1, max: 200 }), (b, lead) => {
      expect(mcNemarExact(b, b + lead + 1)).toBeLessThan(mcNemarExact(b, b + lead) + 1e-12);
    }),
  );
});

test.each([
  [-1, 2],
  [1.5, 2],
  [1, Number.NaN],
])("refuses %d and %d", (b, c) => {
  expect(() => mcNemarExact(b, c)).toThrow(expect.objectContaining({ code: "OUT_OF_RANGE" }));
});
