import * as fc from "fast-check";
import { expect, test } from "vitest";
import fixtures from "../../fixtures/metrics.json" with { type: "json" };
import { accuracy, classReport, confusionMatrix, logLoss, mostProbable } from "./index.ts";

test.each(fixtures)("agrees with scikit-learn on $classes classes", (expected) => {
  const { truth, predicted, probabilities, classes } = expected;
  expect([...mostProbable(probabilities, classes)]).toEqual(predicted);
  expect(confusionMatrix(truth, predicted, classes).counts).toEqual(expected.confusion);
  expect(accuracy(truth, predicted)).toBeCloseTo(expected.accuracy, 12);
  expect(logLoss(truth, probabilities, classes)).toBeCloseTo(expected.logLoss, 10);
  for (const [k, scores] of classReport(truth, predicted, classes).entries()) {
    expect(scores.precision).toBeCloseTo(expected.precision[k]!, 12);
    expect(scores.recall).toBeCloseTo(expected.recall[k]!, 12);
    expect(scores.f1).toBeCloseTo(expected.f1[k]!, 12);
    expect(scores.support).toBe(expected.support[k]);
  }
});

test("the true class is the row, the predicted one the column", () => {
  expect(confusionMatrix([0, 0, 0, 1], [0, 1, 1, 1], 2).counts).toEqual([
    [1, 2],
    [0, 1],
  ]);
});

test("0/0 is null, not 0", () => {
  // Class 1 occurs and is never claimed; class 2 is claimed and never occurs; class 3 does neither.
  const report = classReport([0, 1, 1], [0, 0, 2], 4);
  expect(report[1]).toEqual({ precision: null, recall: 0, f1: 0, support: 2 });
  expect(report[2]).toEqual({ precision: 0, recall: null, f1: 0, support: 0 });
  expect(report[3]).toEqual({ precision: null, recall: null, f1: null, support: 0 });
});

test("a tie goes to the lowest class", () => {
  expect([...mostProbable([0.4, 0.4, 0.2, 0.2, 0.4, 0.4], 3)]).toEqual([0, 1]);
});

test("a certain mistake costs 52 ln 2, not infinity", () => {
  expect(logLoss([1], [1, 0], 2)).toBeCloseTo(52 * Math.LN2, 12);
  expect(logLoss([0, 1], [0.5, 0.5, 0.5, 0.5], 2)).toBeCloseTo(Math.LN2, 12);
  expect(logLoss([0], [1, 0], 2)).toBeLessThan(1e-15);
});

const pairs = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 60 });

test("the parts of the confusion matrix add up", () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      const truth = rows.map(([t]) => t);
      const predicted = rows.map(([, p]) => p);
      const { counts } = confusionMatrix(truth, predicted, 4);
      expect(counts.flat().reduce((a, b) => a + b)).toBe(rows.length);
      const trace = counts.reduce((sum, row, k) => sum + row[k]!, 0);
      expect(trace / rows.length).toBe(accuracy(truth, predicted));
      // With every class weighted by its support, mean recall is accuracy.
      const recalled = classReport(truth, predicted, 4).reduce(
        (sum, { recall, support }) => sum + (recall ?? 0) * support,
        0,
      );
      expect(recalled / rows.length).toBeCloseTo(accuracy(truth, predicted), 12);
    }),
  );
});

test("swapping truth and prediction swaps precision and recall", () => {
  fc.assert(
    fc.property(pairs, (rows) => {
      const truth = rows.map(([t]) => t);
      const predicted = rows.map(([, p]) => p);
      const there = classReport(truth, predicted, 4);
      const back = classReport(predicted, truth, 4);
      expect(back.map((scores) => scores.recall)).toEqual(there.map((scores) => scores.precision));
      expect(back.map((scores) => scores.f1)).toEqual(there.map((scores) => scores.f1));
    }),
  );
});

test.each([
  ["no examples", () => accuracy([], []), "EMPTY_INPUT"],
  ["no examples", () => logLoss([], [], 2), "EMPTY_INPUT"],
  ["a prediction too few", () => confusionMatrix([0, 1], [0], 2), "SHAPE_MISMATCH"],
  ["a probability too few", () => logLoss([0, 1], [0.5, 0.5, 1], 2), "SHAPE_MISMATCH"],
  ["a class too high", () => confusionMatrix([0, 2], [0, 1], 2), "LABEL_OUT_OF_RANGE"],
  ["a class below 0", () => logLoss([-1], [0.5, 0.5], 2), "LABEL_OUT_OF_RANGE"],
])("refuses %s", (_, measure, code) => {
  expect(measure).toThrow(expect.objectContaining({ code }));
});
