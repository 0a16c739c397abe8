import { wilsonInterval } from "@graft/core/analysis/stats";
import { expect, test } from "vitest";
import { comparedRun, tableContents, tableRow } from "../../testing/fixtures.ts";
import { parseRunsQuery, type SearchParams } from "../runs/runs-query.ts";
import { COMPARE_TABLES } from "./compare-tables.ts";
import { classesTable, confusionTable, predictionsTable } from "./run-tables.ts";
import { repeatsTable, runsTable } from "./runs-tables.ts";

const now = new Date("2026-11-24T12:00:00Z");
const rows = [
  tableRow(1, { accuracy: 0.8, extra: { "config.l2": 0.1 } }),
  tableRow(2, { accuracy: 0.9, seed: 2, name: "=best", tags: ["a", "b"] }),
  tableRow(3, { accuracy: null, numTest: 0, seed: 3 }),
];
const runs = (params: SearchParams, baseline = rows[0]) =>
  tableContents(
    runsTable(rows, {
      query: parseRunsQuery(params),
      baseline: params.baseline && baseline ? baseline : null,
      now,
    }),
  );

test("runs: the page's columns in their order, its order of runs, one value to a column", async () => {
  const table = await runs({ sort: "accuracy", columns: "accuracy tags config.l2 seed" });
  expect(Object.keys(table[0] ?? {}).join(" ")).toBe(
    "run name method accuracy accuracyLow accuracyHigh testImages tags config.l2 seed",
  );
  expect(table.map(({ run }) => run)).toEqual([2, 1, 3]);
  const { low, high } = wilsonInterval(90, 100);
  expect(table[0]).toMatchObject({ accuracyLow: low, accuracyHigh: high, tags: "a, b" });
  expect(table[1]).toMatchObject({ "config.l2": 0.1 });
  expect(table[2]).toMatchObject({ accuracy: null, accuracyLow: null, "config.l2": null });
});

test("runs: the difference to a baseline stands beside them", async () => {
  const [newest, second] = await runs({ baseline: "1", columns: "accuracy" });
  expect(newest).toMatchObject({ run: 3, "accuracy minus that of run 1": null });
  expect(second?.["accuracy minus that of run 1"]).toBeCloseTo(0.1, 12);
});

test("repeats: mean, interval and number of those that were tested", async () => {
  const [line, ...rest] = await tableContents(
    repeatsTable(rows, { query: parseRunsQuery({ group: "repeats" }), now }),
  );
  expect(rest).toEqual([]);
  // Both are on one split: the mean with its range, and no interval.
  expect(line).toMatchObject({
    runs: "3 2 1",
    tested: 2,
    splits: 1,
    low: null,
    high: null,
    lowest: 0.8,
    highest: 0.9,
    noInterval: "an interval needs 3 different splits",
  });
  expect(line?.meanAccuracy).toBeCloseTo(0.85, 12);
});

// Images 0 to 3 of classes drawing, photo, drawing, photo; the second and the last are wrong.
const { predictions, run } = comparedRun("Hmhm");
const { classNames } = run.dataset;

test("predictions: a row to an image, a probability to a class", async () => {
  const table = await tableContents(predictionsTable(classNames, predictions));
  expect(table).toHaveLength(4);
  expect(table[0]).toEqual({
    source: "0.png",
    hash: "0",
    trueClass: "drawing",
    predictedClass: "drawing",
    correct: true,
    probability: 0.9,
    "probability of drawing": 0.9,
    "probability of photo": 1 - 0.9,
  });
  expect(table[1]).toMatchObject({ trueClass: "photo", predictedClass: "drawing", correct: false });
});

test("confusion: every cell, with its share of the true class", async () => {
  const table = await tableContents(confusionTable([...classNames, "sketch"], predictions));
  expect(table).toHaveLength(9);
  const cell = (truth: string, predicted: string) =>
    table.find((row) => row.trueClass === truth && row.predictedClass === predicted);
  expect(cell("drawing", "drawing")).toMatchObject({ count: 2, shareOfTrueClass: 1 });
  expect(cell("photo", "drawing")).toMatchObject({ count: 2, shareOfTrueClass: 1 });
  // No image is a sketch: nothing is a share of none.
  expect(cell("sketch", "photo")).toMatchObject({ count: 0, shareOfTrueClass: null });
});

test("classes: measurements with intervals, nothing where nothing is defined", async () => {
  const [drawing, photo] = await tableContents(classesTable(classNames, predictions));
  const recall = wilsonInterval(2, 2);
  expect(drawing).toMatchObject({ class: "drawing", support: 2, recall: 1, precision: 0.5 });
  expect(drawing).toMatchObject({ recallLow: recall.low, recallHigh: recall.high });
  // Nothing was taken for a photo.
  expect(photo).toMatchObject({ recall: 0, precision: null, precisionLow: null });
});

const compared = [
  comparedRun("HHHm", { id: 1, method: "fine-tuned" }),
  comparedRun("Hmhm", { id: 2, method: "scratch" }),
];
const compare = async (name: string, runs = compared) => {
  const make = COMPARE_TABLES[name];
  return make ? await tableContents(make({ runs })) : [];
};

test("compare: runs, pairs and images", async () => {
  expect(await compare("runs")).toMatchObject([
    { run: 1, accuracy: 0.75, testImages: 4 },
    { run: 2, accuracy: 0.5 },
  ]);
  expect(await compare("pairs")).toMatchObject([
    {
      a: 2,
      b: 1,
      accuracyOfBMinusA: 0.25,
      bothRight: 2,
      onlyBRight: 1,
      pValue: 1,
      notTested: null,
    },
  ]);
  const images = await compare("images");
  expect(images.map(({ numWrong }) => numWrong)).toEqual([0, 1, 0, 2]);
  expect(images[1]).toMatchObject({
    source: "1.png",
    "fine-tuned: correct": true,
    "scratch: predictedClass": "drawing",
    "scratch: probability": 0.6,
  });
});

test("compare: accuracies, differences and p-values without test images that have a near-duplicate in training", async () => {
  expect(await compare("runs")).toMatchObject([
    { twins: 0, accuracyWithoutTwins: 0.75 },
    { twins: 0, accuracyWithoutTwins: 0.5 },
  ]);
  // Without images 0 and 1, which only the first run got right, the second is ahead.
  const twins = ["0", "1"];
  const runs = [
    comparedRun("HHHmmm", { id: 1, method: "fine-tuned", twins }),
    comparedRun("mmHHmm", { id: 2, method: "scratch", twins }),
  ];
  expect(await compare("runs", runs)).toMatchObject([
    { run: 1, accuracy: 3 / 6, twins: 2, accuracyWithoutTwins: 1 / 4 },
    { run: 2, accuracy: 2 / 6, twins: 2, accuracyWithoutTwins: 2 / 4 },
  ]);
  const [pair] = await compare("pairs", runs);
  expect(pair).toMatchObject({ a: 2, b: 1, pValueWithoutTwins: 1, correctedPValueWithoutTwins: 1 });
  expect(pair?.accuracyOfBMinusA).toBeCloseTo(1 / 6, 12);
  expect(pair?.accuracyOfBMinusAWithoutTwins).toBeCloseTo(-1 / 4, 12);
  const all = ["0", "1", "2", "3", "4", "5"];
  const none = runs.map(({ run, predictions }) => ({
    ...runs[0]!,
    run: { ...run, twins: all },
    predictions,
  }));
  expect((await compare("runs", none))[0]).toMatchObject({ twins: 6, accuracyWithoutTwins: null });
  expect((await compare("pairs", none))[0]).toMatchObject({
    accuracyOfBMinusAWithoutTwins: null,
    pValueWithoutTwins: null,
  });
});

test("compare: a pair that cannot be tested says why", async () => {
  const dataset = { ...run.dataset, fingerprint: "another", name: "others" };
  const [pair] = await compare("pairs", [
    ...compared.slice(0, 1),
    comparedRun("hh", { id: 3, dataset }),
  ]);
  expect(pair).toMatchObject({ pValue: null, verdict: null });
  expect(pair?.notTested).toContain("different data sets");
});

test("compare: every measurement in a row, every run in a column", async () => {
  const table = await compare("measurements");
  expect(table.find(({ measurement }) => measurement === "accuracy")).toMatchObject({
    measurement: "accuracy",
    title: "Accuracy",
    unit: "fraction",
    "value of fine-tuned": 0.75,
    "low of fine-tuned": wilsonInterval(3, 4).low,
    "value of scratch": 0.5,
  });
  expect(await compare("settings")).toEqual([
    { setting: "method", "value of fine-tuned": "fine-tuned", "value of scratch": "scratch" },
  ]);
});
