import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import forestFixture from "../../../../fixtures/random-forest.json" with { type: "json" };
import fixtures from "../../../../fixtures/trees.json" with { type: "json" };
import { accuracy, logLoss, mostProbable } from "../../../analysis/metrics/index.ts";
import { createRng } from "../../../analysis/random/index.ts";
import type { LabelledFeatures } from "../classifier.ts";
import { makeFold } from "../folds.ts";
import { largestGap, matrix, randomRows, readCase } from "../testing/labelled-rows.ts";
import { boostedTrees } from "./boosted-trees.ts";
import { growTree } from "./grow-tree.ts";
import { randomForest } from "./random-forest.ts";
import { giniCriterion, leafOf, sortColumns } from "./tree.ts";

function grow(train: LabelledFeatures, settings: { maxDepth: number; minLeaf: number }) {
  const { features, labels } = train;
  const weights = new Float64Array(labels.length).fill(1);
  const input = {
    columns: sortColumns(features),
    rows: Int32Array.from(labels.keys()),
    criterion: giniCriterion(train, weights),
    rng: createRng(1),
  };
  return growTree(input, { ...settings, columnsPerSplit: features.columns });
}

describe.each(fixtures)("$classes classes", (fixture) => {
  const { train, held } = readCase(fixture);

  test("one tree is scikit-learn's, leaf for leaf", () => {
    const { tree } = grow(train, { maxDepth: 4, minLeaf: 4 });
    const found = Array.from({ length: held.rows }, (_, row) => {
      const from = leafOf(tree, held, row) * tree.outputs;
      return [...tree.values.subarray(from, from + tree.outputs)];
    });
    expect(largestGap(found.flat(), fixture.tree!)).toBeLessThan(1e-12);
  });

  test.each(fixture.boosting)(
    "$rounds boosted trees of depth $depth are scikit-learn's",
    ({ rounds, depth, probabilities }) => {
      const parameters = { rounds, depth, columns: "all" as const };
      const model = boostedTrees.fit(train, parameters, 1);
      expect(largestGap(model.predict(held), probabilities!)).toBeLessThan(1e-9);
    },
  );
});

test("a forest is as good as scikit-learn's on the same rows, within the noise of their seeds", () => {
  const { train, held } = readCase(forestFixture);
  const model = randomForest.fit(train, { trees: 200, minLeaf: 1 }, 1);
  const probabilities = model.predict(held);
  const { accuracy: right, logLoss: loss, truth } = forestFixture;
  const found = accuracy(truth, mostProbable(probabilities, 3));
  expect(Math.abs(found - right.mean)).toBeLessThan(4 * right.deviation);
  expect(Math.abs(logLoss(truth, probabilities, 3) - loss.mean)).toBeLessThan(4 * loss.deviation);
});

test("a tree without limits tells all different rows apart, and its leaves hold each row once", () => {
  const train = randomRows(60, 4, { numClasses: 3 });
  const { tree, leaves } = grow(train, { maxDepth: 100, minLeaf: 1 });
  const rows = leaves.flatMap((leaf) => [...leaf.rows]).sort((a, b) => a - b);
  expect(rows).toEqual([...train.labels.keys()]);
  for (const [row, label] of train.labels.entries()) {
    expect(tree.values[leafOf(tree, train.features, row) * 3 + label]).toBe(1);
  }
});

test("no leaf is smaller than asked for, no path longer", () => {
  const { tree, leaves } = grow(randomRows(61, 4), { maxDepth: 3, minLeaf: 7 });
  expect(leaves.length).toBeGreaterThan(2);
  for (const { rows } of leaves) expect(rows.length).toBeGreaterThanOrEqual(7);
  expect(tree.column.length).toBeLessThanOrEqual(2 ** 4 - 1);
});

test("equal rows of different classes end in one leaf with their shares", () => {
  const features = matrix([1, 1, 1, 1], 1);
  const { tree } = grow(
    { features, labels: Int32Array.of(0, 1, 1, 1), numClasses: 2 },
    { maxDepth: 9, minLeaf: 1 },
  );
  expect([...tree.values]).toEqual([0.25, 0.75]);
});

test("of equally good splits the first column and the lowest threshold are taken", () => {
  // Both columns separate the classes perfectly.
  const features = matrix([0, 5, 1, 6, 2, 7, 3, 8], 2);
  const { tree } = grow(
    { features, labels: Int32Array.of(0, 0, 1, 1), numClasses: 2 },
    { maxDepth: 9, minLeaf: 1 },
  );
  expect([tree.column[0], tree.threshold[0]]).toEqual([0, 1.5]);
});

test("the rows of a node come out sorted, whichever way is shorter", () => {
  const column = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 80 });
  fc.assert(
    fc.property(column, fc.integer({ min: 1, max: 7 }), (values, every) => {
      const features = matrix(values, 1);
      const labels = Int32Array.from(values, (value) => (value > 4 ? 1 : 0));
      // With rows left out, nodes are small parts of the whole.
      const rows = Int32Array.from(values.keys()).filter((row) => row % every === 0);
      const criterion = giniCriterion(
        { labels, numClasses: 2 },
        new Float64Array(values.length).fill(1),
      );
      const input = { columns: sortColumns(features), rows, criterion, rng: createRng(1) };
      const { tree } = growTree(input, { maxDepth: 9, minLeaf: 1, columnsPerSplit: 1 });
      for (const row of rows) {
        expect(tree.values[leafOf(tree, features, row) * 2 + labels[row]!]).toBe(1);
      }
    }),
    { numRuns: 50 },
  );
});

test("the seed decides a forest, and another one makes another", () => {
  const train = randomRows(40, 10);
  const { features } = randomRows(10, 10, { seed: 2 });
  const predict = (seed: number) =>
    randomForest.fit(train, { trees: 20, minLeaf: 1 }, seed).predict(features);
  expect(predict(1)).toEqual(predict(1));
  expect(predict(1)).not.toEqual(predict(2));
});

test("fewer rounds are the beginning of more: a search for all is what each alone gives", () => {
  const train = randomRows(40, 30, { numClasses: 3 });
  const { features: held } = randomRows(9, 30, { numClasses: 3, seed: 2 });
  const grid = [40, 3, 10].map((rounds) => ({ rounds, depth: 2, columns: "sqrt" as const }));
  const all = boostedTrees.predictGrid(makeFold({ train, held, seed: 5 }), grid);
  for (const [i, parameters] of grid.entries()) {
    expect(all[i]).toEqual(boostedTrees.fit(train, parameters, 5).predict(held));
  }
});

test.each([0, 1.5, Number.NaN])("refuses %d trees or rounds", (count) => {
  const train = randomRows(10, 3);
  const refusal = expect.objectContaining({ code: "OUT_OF_RANGE" });
  expect(() => randomForest.fit(train, { trees: count, minLeaf: 1 }, 1)).toThrow(refusal);
  const boosting = { rounds: count, depth: 2, columns: "all" as const };
  expect(() => boostedTrees.fit(train, boosting, 1)).toThrow(refusal);
});
