import { expect, test } from "vitest";
import fixtures from "../../../fixtures/stats.json" with { type: "json" };
import { cochranQ, correctedInterval, holm, imagesNeeded, mcNemarPower } from "./index.ts";

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
