import { describe, expect, test } from "vitest";
import fixtures from "../../../fixtures/linear-svm.json" with { type: "json" };
import { makeFold, NEVER_HELD } from "./folds.ts";
import { calibrationFolds, fitCalibratedSvm, fitSigmoid, linearSvm } from "./linear-svm.ts";
import { largestGap, randomRows, readCase } from "./testing/labelled-rows.ts";

describe.each(fixtures)("$classes classes, $columns columns", (fixture) => {
  const { train, held } = readCase(fixture);
  const foldOf = Int32Array.from(fixture.foldOf);

  test.each(fixture.fits)("has scikit-learn's probabilities at l2 = $l2", (fit) => {
    const model = fitCalibratedSvm(train, { l2: fit.l2, foldOf });
    expect(largestGap(model.predict(held), fit.probabilities)).toBeLessThan(1e-3);
  });
});

test("of two classes the probabilities are the softmax of a linear map", () => {
  const train = randomRows(30, 50);
  const { features } = randomRows(5, 50, { seed: 2 });
  const model = linearSvm.fit(train, { l2: 10 }, 1);
  const { weights, bias } = model.linear!;
  const found = model.predict(features);
  for (let i = 0; i < 5; i++) {
    const [none, own] = Array.from(bias, (start, k) => {
      let logit = start;
      for (let j = 0; j < 50; j++) logit += features.data[i * 50 + j]! * weights[2 * j + k]!;
      return logit;
    });
    expect(found[2 * i + 1]).toBeCloseTo(1 / (1 + Math.exp(none! - own!)), 12);
  }
});

test("a search for many penalties gives what each alone gives, to half a percent", () => {
  const train = randomRows(40, 60, { numClasses: 3 });
  const { features: held } = randomRows(9, 60, { numClasses: 3, seed: 2 });
  const grid = linearSvm.grid({ rows: 40, columns: 60, numClasses: 3 });
  const all = linearSvm.predictGrid(makeFold({ train, held, seed: 5 }), grid);
  for (const [i, parameters] of grid.entries()) {
    const alone = linearSvm.fit(train, parameters, 5).predict(held);
    expect(largestGap(all[i]!, alone)).toBeLessThan(5e-3);
  }
});

test("copies of an image stay in one fold of the calibration", () => {
  const train = randomRows(40, 3);
  const keys = Array.from({ length: 40 }, (_, i) => `image-${i >> 2}`);
  const foldOf = calibrationFolds({ ...train, keys }, 1);
  expect(new Set(foldOf).size).toBe(5);
  for (let i = 0; i < 40; i++) expect(foldOf[i]).toBe(foldOf[i & ~3]);
  const alone = calibrationFolds({ ...train, keys: Array<string>(40).fill("one") }, 1);
  expect([...alone]).toEqual(Array<number>(40).fill(NEVER_HELD));
});

test("scores that separate the classes make a slope, not a step", () => {
  const scores = Float64Array.of(-3, -2, -1, 1, 2, 3);
  const { slope, offset } = fitSigmoid(scores, [false, false, false, true, true, true]);
  // With targets 1/5 and 4/5, symmetric about 0.
  expect(offset).toBeCloseTo(0, 6);
  expect(1 / (1 + Math.exp(-2 * slope))).toBeGreaterThan(0.75);
  expect(1 / (1 + Math.exp(-2 * slope))).toBeLessThan(0.85);
});

test("scores the wrong way round make a flat sigmoid at the mean target, never a negative slope", () => {
  const scores = Float64Array.of(3, 2, 1, -1, -2);
  const { slope, offset } = fitSigmoid(scores, [false, false, false, true, true]);
  expect(slope).toBe(0);
  // Targets 1/5 three times and 3/4 twice.
  expect(1 / (1 + Math.exp(-offset))).toBeCloseTo((3 / 5 + 3 / 2) / 5, 12);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a penalty of %d", (l2) => {
  expect(() => linearSvm.fit(randomRows(10, 3), { l2 }, 1)).toThrow(
    expect.objectContaining({ code: "OUT_OF_RANGE" }),
  );
});
