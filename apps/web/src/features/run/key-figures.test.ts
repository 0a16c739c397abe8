import { SCALAR_NAMES } from "@graft/core/metrics";
import { expect, test } from "vitest";
import { allFigures, KEY_FIGURES, toFigure } from "./key-figures.ts";
import { toTestedRun } from "./tested-run.ts";

/** Four pictures of two classes, three of them right. */
const tested = toTestedRun(
  [0.9, 0.8, 0.7, 0.2].map((p, i) => ({
    hash: String(i),
    imageId: i,
    source: "",
    trueLabel: i < 2 ? 0 : 1,
    predicted: p > 0.5 ? 0 : 1,
    probabilities: [p, 1 - p],
  })),
  { numClasses: 2, seed: 1, batchSeconds: 0.1 },
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
