import * as fc from "fast-check";
import { expect, test } from "vitest";
import fixtures from "../../../fixtures/stats.json" with { type: "json" };
import { mcNemarExact } from "./index.ts";

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
