import { expect, test } from "vitest";
import fixture from "../../../fixtures/nearest-neighbours.json" with { type: "json" };
import { makeFold } from "./folds.ts";
import { fitNearestNeighbours, type NeighbourParameters } from "./index.ts";
import { nearestNeighbours } from "./nearest-neighbours.ts";

const { columns, classes } = fixture;

function matrix(values: number[], columns: number) {
  return { data: Float64Array.from(values), rows: values.length / columns, columns };
}

const train = {
  features: matrix(fixture.train, columns),
  labels: Int32Array.from(fixture.labels),
  numClasses: classes,
};

test.each(fixture.fits)("counts the votes of scikit-learn: k = $k, $distance", (fit) => {
  const { k, distance } = fit as NeighbourParameters;
  const model = fitNearestNeighbours(train, { k, distance });
  const found = model.predict(matrix(fixture.held, columns));
  expect(found).toHaveLength(fit.votes.length);
  for (const [i, votes] of fit.votes.entries()) {
    expect(found[i]).toBeCloseTo((votes + 1 / classes) / (k + 1), 12);
  }
});

test("one search for many settings gives what each alone gives", () => {
  const held = matrix(fixture.held, columns);
  const grid = nearestNeighbours.grid({ rows: 24, columns, numClasses: classes });
  expect(grid).toHaveLength(8);
  const fold = makeFold({ train, held, seed: 1 });
  for (const [i, probabilities] of nearestNeighbours.predictGrid(fold, grid).entries()) {
    expect(probabilities).toEqual(fitNearestNeighbours(train, grid[i]!).predict(held));
  }
});

test("the grid asks for no more neighbours than there are rows", () => {
  const ks = nearestNeighbours.grid({ rows: 4, columns, numClasses: 2 }).map(({ k }) => k);
  expect(new Set(ks)).toEqual(new Set([1, 3]));
});

test("the two distances differ where lengths do", () => {
  // The query points along row 0, and lies next to row 1.
  const features = matrix([10, 0, 1, 1], 2);
  const labels = Int32Array.of(0, 1);
  const query = matrix([1, 0.2], 2);
  const predict = (distance: NeighbourParameters["distance"]) =>
    fitNearestNeighbours({ features, labels, numClasses: 2 }, { k: 1, distance }).predict(query);
  expect([...predict("cosine")]).toEqual([0.75, 0.25]);
  expect([...predict("euclidean")]).toEqual([0.25, 0.75]);
});

test("of rows equally far the earlier counts; a row of zeros is far in angle", () => {
  const features = matrix([0, 0, 0, 1, 0, 1], 2);
  const labels = Int32Array.of(2, 1, 0);
  const model = fitNearestNeighbours(
    { features, labels, numClasses: 3 },
    { k: 1, distance: "cosine" },
  );
  const [none, first] = [model.predict(matrix([0, 0], 2)), model.predict(matrix([1, 5], 2))];
  expect(none.indexOf(Math.max(...none))).toBe(2);
  expect(first.indexOf(Math.max(...first))).toBe(1);
});

test.each([0, 1.5, 31, Number.NaN])("refuses %d of 30 neighbours", (k) => {
  expect(() => fitNearestNeighbours(train, { k, distance: "cosine" })).toThrow(
    expect.objectContaining({ code: "OUT_OF_RANGE" }),
  );
});

test("refuses other features to predict than to fit", () => {
  const model = fitNearestNeighbours(train, { k: 1, distance: "cosine" });
  expect(() => model.predict(matrix([1, 2, 3], 3))).toThrow(
    expect.objectContaining({ code: "SHAPE_MISMATCH" }),
  );
});
