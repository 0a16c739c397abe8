import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, permutation } from "../../analysis/random/index.ts";
import { type ClassifierFamily, type LabelledFeatures } from "./classifier.ts";
import { CLASSIFIER_FAMILIES } from "./classifiers.ts";
import { takeRows } from "./feature-matrix.ts";
import { type ClassifierParameters } from "./fitted-model.ts";
import { makeFold } from "./folds.ts";
import { largestGap, matrix, randomRows } from "./testing/labelled-rows.ts";

const families = Object.values(CLASSIFIER_FAMILIES);
/** Those whose fit draws nothing at random. */
const fixed = families.filter(
  ({ kind }) => !["random-forest", "gradient-boosted-trees", "linear-svm"].includes(kind),
);

/** One setting from the middle of the family's grid, cheap for the ensembles. */
function settingOf(family: ClassifierFamily, train: LabelledFeatures): ClassifierParameters {
  const { rows, columns } = train.features;
  const grid = family.grid({ rows, columns, numClasses: train.numClasses });
  const middle = grid[grid.length >> 1]!;
  if ("trees" in middle) return { ...middle, trees: 20 };
  return "rounds" in middle ? { ...middle, rounds: 10 } : middle;
}

function fit(family: ClassifierFamily, train: LabelledFeatures) {
  return family.fit(train, settingOf(family, train), 3);
}

function expectProbabilities(found: Float64Array, rows: number, numClasses: number): void {
  expect(found).toHaveLength(rows * numClasses);
  for (let row = 0; row < rows; row++) {
    const own = found.subarray(row * numClasses, (row + 1) * numClasses);
    for (const p of own) expect(p).toBeGreaterThanOrEqual(0);
    expect(own.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
  }
}

describe.each(families)("$kind", (family) => {
  test("predicts each setting of its grid at once as alone", () => {
    const train = randomRows(24, 30, { numClasses: 3 });
    const { features: held } = randomRows(7, 30, { numClasses: 3, seed: 2 });
    const setting = settingOf(family, train);
    const [together] = family.predictGrid(makeFold({ train, held, seed: 3 }), [setting]);
    expectProbabilities(together!, 7, 3);
    const tolerance = family.kind === "linear-svm" ? 5e-3 : 1e-6;
    const alone = family.fit(train, setting, 3).predict(held);
    expect(largestGap(together!, alone)).toBeLessThan(tolerance);
  });

  test("recognises classes that lie apart", () => {
    const train = randomRows(60, 4, { numClasses: 3 });
    for (const [i, label] of train.labels.entries()) train.features.data[i * 4 + label]! += 6;
    const found = fit(family, train).predict(train.features);
    for (const [i, label] of train.labels.entries()) {
      expect(found[i * 3 + label]).toBeGreaterThan(1 / 3);
    }
  });

  test("gives a class without a row a share, and the others the rest", () => {
    const train = { ...randomRows(20, 5), numClasses: 4 };
    const { features: held } = randomRows(6, 5, { seed: 2 });
    const setting = settingOf(family, train);
    const alone = family.fit(train, setting, 3).predict(held);
    const [together] = family.predictGrid(makeFold({ train, held, seed: 3 }), [setting]);
    for (const found of [alone, together!]) {
      expectProbabilities(found, 6, 4);
      for (let row = 0; row < 6; row++) {
        expect(found[row * 4 + 2]).toBeGreaterThan(0);
        expect(found[row * 4 + 2]).toBeLessThan(0.2);
      }
    }
  });

  test("learns from one row, and from rows of one class", () => {
    const one = { features: matrix([1, 2], 2), labels: Int32Array.of(1), numClasses: 2 };
    const same = { features: matrix([1, 2, 3, 5], 2), labels: Int32Array.of(1, 1), numClasses: 2 };
    for (const train of [one, same]) {
      const found = fit(family, train).predict(matrix([1, 2, -4, 0], 2));
      expectProbabilities(found, 2, 2);
      expect(found[1]).toBeGreaterThanOrEqual(0.5);
    }
  });

  test("bears columns that are constant, everywhere or within the classes", () => {
    const train = randomRows(20, 4);
    for (const [i, label] of train.labels.entries()) {
      train.features.data[i * 4 + 2] = 7;
      train.features.data[i * 4 + 3] = label;
    }
    expectProbabilities(fit(family, train).predict(train.features), 20, 2);
    const flat = { ...train, features: matrix(new Float64Array(80), 4) };
    const found = fit(family, flat).predict(flat.features);
    expectProbabilities(found, 20, 2);
    // Rows that are all alike say only how frequent the classes are: half and half.
    for (const p of found.subarray(0, 2)) expect(Math.abs(p - 0.5)).toBeLessThan(0.35);
  });

  test("renaming the classes renames the probabilities", () => {
    const train = randomRows(30, 8, { numClasses: 3 });
    const { features: held } = randomRows(5, 8, { numClasses: 3, seed: 2 });
    const renamed = { ...train, labels: train.labels.map((label) => (label + 1) % 3) };
    const [before, after] = [train, renamed].map((own) => fit(family, own).predict(held));
    const back = before!.map((_, at) => after![at - (at % 3) + (((at % 3) + 1) % 3)]!);
    // Trees and inner folds that are drawn class by class are drawn otherwise.
    const isDrawn = !fixed.includes(family);
    expect(largestGap(back, before!)).toBeLessThan(isDrawn ? 0.35 : 1e-4);
  });

  test.each<[string, Partial<LabelledFeatures>, string]>([
    ["no rows", { features: matrix([], 3), labels: new Int32Array(0) }, "EMPTY_INPUT"],
    ["a label too few", { labels: Int32Array.of(0, 1, 0) }, "SHAPE_MISMATCH"],
    ["a label out of range", { labels: Int32Array.of(0, 1, 0, 2) }, "LABEL_OUT_OF_RANGE"],
    ["a negative label", { labels: Int32Array.of(0, 1, 0, -1) }, "LABEL_OUT_OF_RANGE"],
    ["NaN", { features: matrix([...Array<number>(11).fill(1), Number.NaN], 3) }, "OUT_OF_RANGE"],
    [
      "numbers that do not fill the shape",
      { features: { ...matrix([1, 2, 3, 4, 5, 6], 3), rows: 4 } },
      "SHAPE_MISMATCH",
    ],
    ["a key too few", { keys: ["a"] }, "SHAPE_MISMATCH"],
  ])("refuses %s", (_, change, code) => {
    const train = { ...randomRows(4, 3), ...change };
    const setting = settingOf(family, randomRows(4, 3));
    expect(() => family.fit(train, setting, 1)).toThrow(expect.objectContaining({ code }));
  });

  test("refuses to predict other features than it was fitted to, and none that are no numbers", () => {
    const model = fit(family, randomRows(10, 3));
    expect(() => model.predict(matrix([1, 2], 2))).toThrow(
      expect.objectContaining({ code: "SHAPE_MISMATCH" }),
    );
    expect(() => model.predict(matrix([1, 2, Number.NaN], 3))).toThrow(
      expect.objectContaining({ code: "OUT_OF_RANGE" }),
    );
    expect(model.predict(matrix([], 3))).toHaveLength(0);
  });
});

test.each(fixed)("$kind: the order of the examples does not matter", (family) => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(12, 40), (seed, columns) => {
      const train = randomRows(20, columns, { numClasses: 3, seed: 4 });
      const others = randomRows(5, columns, { seed: 5 }).features;
      const order = permutation(20, createRng(seed));
      const shuffled = {
        features: takeRows(train.features, order),
        labels: order.map((row) => train.labels[row]!),
        numClasses: 3,
      };
      const [a, b] = [train, shuffled].map((own) => fit(family, own).predict(others));
      expect(largestGap(a!, b!)).toBeLessThan(1e-5);
    }),
    { numRuns: 8 },
  );
});
