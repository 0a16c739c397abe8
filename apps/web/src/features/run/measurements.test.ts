import { INTERVAL_NAMES, SCALAR_NAMES } from "@graft/core/analysis/metrics";
import { expect, test } from "vitest";
import { allFigures, KEY_FIGURES, toFigure } from "./measurements.tsx";
import { measureTest } from "./run-test.ts";

/** Four images of two classes, three of them right. */
const tested = measureTest(
  [0.9, 0.8, 0.7, 0.2].map((p, i) => ({
    hash: String(i),
    imageId: i,
    source: "",
    trueLabel: i < 2 ? 0 : 1,
    predicted: p > 0.5 ? 0 : 1,
    probabilities: [p, 1 - p],
  })),
  { numClasses: 2, batchSeconds: 0.1 },
);

test("numbers are written as their unit wants, with the interval where there is one", () => {
  expect(toFigure("accuracy", tested)).toEqual({
    name: "accuracy",
    title: "Accuracy",
    value: "75.0%",
    interval: "30.1–95.4%",
  });
  expect(toFigure("matthewsCorrelation", tested).value).toBe("0.577");
  expect(toFigure("numExamples", tested).value).toBe("4");
  expect(toFigure("batchEvaluationTime", tested).value).toBe("25 ms");
});

test("140 images of 7 classes have every interval there is, at once", () => {
  const said = Array.from({ length: 140 }, (_, i) => {
    const predicted = i % 10 === 0 ? (i + 1) % 7 : i % 7;
    const probabilities = Array.from({ length: 7 }, (_, k) => (k === predicted ? 0.7 : 0.05));
    return { hash: String(i), imageId: i, source: "", trueLabel: i % 7, predicted, probabilities };
  });
  const { intervals } = measureTest(said, { numClasses: 7 });
  for (const name of INTERVAL_NAMES) expect(intervals.scalars[name], name).not.toBeNull();
  for (const list of Object.values(intervals.classes)) expect(list).not.toContain(null);
});

test("what is not defined is a dash", () => {
  expect(toFigure("evaluationTime", tested)).toMatchObject({ value: "–", interval: null });
  expect(toFigure("accuracy", null)).toMatchObject({ value: "–", interval: null });
});

test("all of them are there, each with its definition, and the key figures among them", () => {
  const figures = allFigures(tested);
  expect(figures.map(({ name }) => name)).toEqual(SCALAR_NAMES);
  expect(figures.every(({ definition }) => definition.length > 3)).toBe(true);
  expect(SCALAR_NAMES).toEqual(expect.arrayContaining(KEY_FIGURES.map(([name]) => name)));
});
