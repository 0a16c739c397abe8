import { expect, test } from "vitest";
import { createRng, gaussian } from "../../analysis/random/index.ts";
import {
  heldOutScope,
  leastProbability,
  leaveOneOutScope,
  packCalibration,
  predictionSet,
  unpackCalibration,
  usualness,
} from "./calibration.ts";

test("nine of ten: the threshold is the rank that the theory asks for", () => {
  // Of 9 images, coverage 0.9 takes rank ceil(10 * 0.9) = 9: the largest score.
  const scores = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);
  expect(leastProbability(scores, 0.9)).toBeCloseTo(0.1, 9);
  expect(leastProbability(scores, 0.5)).toBeCloseTo(0.5, 9);
  // 9 images cannot show 95 %: every class stays.
  expect(leastProbability(scores, 0.95)).toBe(0);
  expect(predictionSet(Float64Array.of(0.05, 0.7, 0.25), 0.1)).toEqual([1, 2]);
  expect(predictionSet(Float64Array.of(0.05, 0.7, 0.25), 0)).toEqual([1, 2, 0]);
  expect(predictionSet(Float64Array.of(0.05, 0.7, 0.25), 0.8)).toEqual([]);
});

/** Probabilities of 4 classes that are too sure, and the true class. */
function judged(rng: () => number): { probabilities: Float64Array; truth: number } {
  const truth = Math.floor(rng() * 4);
  const powers = Array.from({ length: 4 }, (_, k) =>
    Math.exp(3 * ((k === truth ? 1 : 0) + gaussian(rng))),
  );
  const sum = powers.reduce((a, b) => a + b, 0);
  return { probabilities: Float64Array.from(powers, (power) => power / sum), truth };
}

test.each([20, 60, 300])(
  "sets from %i calibration images hold the true class of 87 to 93 percent where 90 are asked",
  (numImages) => {
    const rng = createRng(numImages);
    let held = 0;
    const [rounds, asked] = [600, 20];
    for (let round = 0; round < rounds; round++) {
      const scores = Float64Array.from({ length: numImages }, () => {
        const { probabilities, truth } = judged(rng);
        return 1 - probabilities[truth]!;
      }).sort();
      const least = leastProbability(scores, 0.9);
      for (let i = 0; i < asked; i++) {
        const { probabilities, truth } = judged(rng);
        if (predictionSet(probabilities, least).includes(truth)) held += 1;
      }
    }
    const coverage = held / (rounds * asked);
    expect(coverage).toBeGreaterThan(0.87);
    expect(coverage).toBeLessThan(0.93);
  },
);

/** Rows around one of three directions, or around a fourth that no training row has. */
function rowsAround(directions: readonly number[], rows: number, seed: number) {
  const rng = createRng(seed);
  const columns = 12;
  const data = Float32Array.from({ length: rows * columns }, (_, at) => {
    const own = directions[Math.floor(at / columns) % directions.length]!;
    return (at % columns === own ? 4 : 0) + gaussian(rng);
  });
  return { data, rows, columns };
}

const rate = (values: Float64Array) => values.filter((p) => p <= 0.05).length / values.length;

test("images like the training images are flagged as often as asked, others mostly", () => {
  const [familiar, strange, rounds] = [[0, 1, 2], [9], 60];
  let [falseAlarms, flagged] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const train = rowsAround(familiar, 60, 3 * round);
    const scope = leaveOneOutScope(
      train,
      Array.from({ length: 60 }, (_, i) => String(i)),
    )!;
    falseAlarms += rate(usualness(scope, rowsAround(familiar, 60, 3 * round + 1))) / rounds;
    flagged += rate(usualness(scope, rowsAround(strange, 60, 3 * round + 2))) / rounds;
  }
  expect(falseAlarms).toBeGreaterThan(0.02);
  expect(falseAlarms).toBeLessThan(0.07);
  expect(flagged).toBeGreaterThan(0.8);
});

test("copies do not vouch for each other", () => {
  const row = [1, 0, 0, 1, 0, 1, 0, 0, 1];
  const features = { data: Float32Array.from(row), rows: 3, columns: 3 };
  const apart = leaveOneOutScope(features, ["a", "b", "c"])!;
  const copies = leaveOneOutScope(features, ["a", "b", "b"])!;
  // The third row is nearest to the second, which then is the same image.
  expect(copies.distances.at(-1)).toBeGreaterThan(apart.distances.at(0)!);
  expect(leaveOneOutScope(features, ["a", "a", "a"])).toBeNull();
});

test("a calibration comes back as it was written, and one out of order is refused", () => {
  const train = rowsAround([0, 1], 10, 1);
  const scope = heldOutScope(train, rowsAround([0, 1], 6, 2));
  const calibration = { by: "validation", scores: Float64Array.of(0.1, 0.4), scope } as const;
  const file = packCalibration(calibration);
  expect(unpackCalibration(file)).toEqual(calibration);
  const bare = { ...calibration, scope: null };
  expect(unpackCalibration(packCalibration(bare))).toEqual(bare);
  const reversed = packCalibration({ ...bare, scores: Float64Array.of(0.4, 0.1) });
  expect(() => unpackCalibration(reversed)).toThrow(/not in order/);
  expect(() => unpackCalibration({ ...file, json: "[]" })).toThrow(/calibration is not described/);
});
