import * as fc from "fast-check";
import { expect, test } from "vitest";
import fixtures from "../../fixtures/stats.json" with { type: "json" };
import { bcaInterval } from "./bca-interval.ts";
import {
  bootstrapInterval,
  bootstrapIntervals,
  differenceInterval,
  wilsonInterval,
} from "./index.ts";

test.each(fixtures.bca)("BCa agrees with scipy: from $low to $high", (given) => {
  const interval = bcaInterval({
    estimate: given.estimate,
    replicates: Float64Array.from(given.replicates),
    jackknife: given.jackknife.map((values) => Float64Array.from(values)),
    confidence: given.confidence,
  })!;
  expect(interval.low).toBeCloseTo(given.low, 9);
  expect(interval.high).toBeCloseTo(given.high, 9);
});

const values = Float64Array.from({ length: 80 }, (_, i) => Math.sin(i) + i / 40);
function meanOf(positions: Int32Array): number {
  return positions.reduce((sum, i) => sum + values[i]!, 0) / positions.length;
}

test("the interval of a mean lies about where the normal approximation puts it", () => {
  const { low, high } = bootstrapInterval(80, meanOf, { seed: 1, resamples: 4000 })!;
  const all = Int32Array.from(values.keys());
  const mean = meanOf(all);
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 79);
  const half = (1.96 * deviation) / Math.sqrt(80);
  expect(Math.abs(low - (mean - half))).toBeLessThan(0.1 * half);
  expect(Math.abs(high - (mean + half))).toBeLessThan(0.1 * half);
});

test("the same seed gives the same interval, another one another", () => {
  const first = bootstrapInterval(80, meanOf, { seed: 1, resamples: 200 });
  expect(bootstrapInterval(80, meanOf, { seed: 1, resamples: 200 })).toEqual(first);
  expect(bootstrapInterval(80, meanOf, { seed: 2, resamples: 200 })).not.toEqual(first);
});

function largest(positions: Int32Array): number {
  return Math.max(...positions) / 80;
}

test("several statistics have the intervals that each has alone, defined or not", () => {
  const options = { seed: 5, resamples: 300 };
  const together = bootstrapIntervals(
    80,
    (positions) => ({ mean: meanOf(positions), largest: largest(positions), none: null }),
    options,
  );
  expect(together).toEqual({
    mean: bootstrapInterval(80, meanOf, options),
    largest: bootstrapInterval(80, largest, options),
    none: null,
  });
  expect(together.mean).not.toBeNull();
});

test("resamples hold as many of each stratum as there are", () => {
  const strata = Array.from(values, (_, i) => (i < 20 ? 0 : 1));
  const sizes = new Set<number>();
  bootstrapInterval(
    80,
    (positions) => {
      if (positions.length === 80) sizes.add(positions.filter((i) => i < 20).length);
      return meanOf(positions);
    },
    { strata, resamples: 50, seed: 1 },
  );
  expect([...sizes]).toEqual([20]);
});

test("an interval that is not defined is null", () => {
  expect(bootstrapInterval(9, () => 1, { seed: 1, resamples: 50 })).toBeNull();
  expect(bootstrapInterval(9, () => null, { seed: 1, resamples: 50 })).toBeNull();
  expect(bootstrapInterval(1, () => 1, { seed: 1, resamples: 50 })).toBeNull();
  const same = [true, false, true];
  expect(differenceInterval(same, same, { seed: 1, resamples: 50 })).toBeNull();
});

test("the interval of a difference of accuracies is that of the pairs, and mirrors", () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 20 }), fc.integer({ min: 3, max: 20 }), (b, c) => {
      const correctA = Array.from({ length: 100 }, (_, i) => i < 50 || i >= 100 - b);
      const correctB = Array.from({ length: 100 }, (_, i) => i < 50 + c);
      const { low, high } = differenceInterval(correctA, correctB, { seed: 3, resamples: 400 })!;
      expect(low).toBeLessThanOrEqual((c - b) / 100);
      expect(high).toBeGreaterThanOrEqual((c - b) / 100);
      // Paired: as narrow as the discordant images make it, whatever the accuracies are.
      expect(high - low).toBeLessThan(2.8 * 2 * Math.sqrt(b + c) * 0.01);
      const back = differenceInterval(correctB, correctA, { seed: 3, resamples: 400 })!;
      expect(back.low).toBeCloseTo(-high, 1);
    }),
    { numRuns: 15 },
  );
});

test("the bootstrap of a fraction is close to Wilson's interval", () => {
  const correct = Array.from({ length: 200 }, (_, i) => i < 180);
  const fraction = (positions: Int32Array) =>
    positions.filter((i) => correct[i]).length / positions.length;
  const { low, high } = bootstrapInterval(200, fraction, { seed: 1 })!;
  const wilson = wilsonInterval(180, 200);
  expect(Math.abs(low - wilson.low)).toBeLessThan(0.015);
  expect(Math.abs(high - wilson.high)).toBeLessThan(0.015);
});

const one = Float64Array.of(1);
test.each([
  ["no examples", () => bootstrapInterval(0, () => 1, { seed: 1 }), "EMPTY_INPUT"],
  ["half an example", () => bootstrapInterval(1.5, () => 1, { seed: 1 }), "OUT_OF_RANGE"],
  ["no resamples", () => bootstrapInterval(3, () => 1, { seed: 1, resamples: 0 }), "OUT_OF_RANGE"],
  ["95", () => bootstrapInterval(3, () => 1, { seed: 1, confidence: 95 }), "OUT_OF_RANGE"],
  [
    "a stratum too few",
    () => bootstrapInterval(3, () => 1, { seed: 1, strata: [0] }),
    "SHAPE_MISMATCH",
  ],
  ["NaN", () => bootstrapInterval(3, () => Number.NaN, { seed: 1 }), "NOT_A_NUMBER"],
  [
    "no replicates",
    () =>
      bcaInterval({
        estimate: 1,
        replicates: new Float64Array(),
        jackknife: [one],
        confidence: 0.9,
      }),
    "EMPTY_INPUT",
  ],
  ["pairs of unequal length", () => differenceInterval([true], [], { seed: 1 }), "SHAPE_MISMATCH"],
])("refuses %s", (_, compute, code) => {
  expect(compute).toThrow(expect.objectContaining({ code }));
});

test("the drawn difference is distributed as that of resampled images", () => {
  const correctA = Array.from({ length: 60 }, (_, i) => i % 5 !== 0);
  const correctB = Array.from({ length: 60 }, (_, i) => i % 4 !== 0 || i < 30);
  const drawn = differenceInterval(correctA, correctB, { seed: 1, resamples: 20_000 })!;
  const resampled = bootstrapInterval(
    60,
    (positions) =>
      positions.reduce((sum, i) => sum + Number(correctB[i]) - Number(correctA[i]), 0) /
      positions.length,
    { seed: 2, resamples: 20_000 },
  )!;
  // Steps of 1/60: the same step, or the next one.
  expect(Math.abs(drawn.low - resampled.low)).toBeLessThan(0.02);
  expect(Math.abs(drawn.high - resampled.high)).toBeLessThan(0.02);
});
