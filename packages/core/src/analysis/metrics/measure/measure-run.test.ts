import { expect, test } from "vitest";
import { effectiveInterval, pairedInterval } from "../../stats/index.ts";
import {
  INTERVAL_NAMES,
  measureClassIntervals,
  measureDifferences,
  measureIntervals,
  measureRun,
  PROPERTY_NAMES,
  type PropertyName,
} from "../index.ts";

/** Five examples of two classes; the last one is a near tie. */
const predictions = {
  truth: [0, 0, 1, 1, 1],
  probabilities: [0.9, 0.1, 0.3, 0.7, 0.2, 0.8, 0.05, 0.95, 0.45, 0.55],
  numClasses: 2,
};

test("measures what is asked for, in that order, and everything otherwise", () => {
  const asked = measureRun(predictions, { properties: ["error", "accuracy"] });
  expect(Object.keys(asked)).toEqual(["error", "accuracy"]);
  expect(asked.accuracy).toBe(0.8);
  expect(Object.keys(measureRun(predictions))).toEqual(PROPERTY_NAMES);
});

test("fits JSON: no typed arrays, no NaN, no infinity", () => {
  const measured = measureRun(predictions);
  expect(JSON.parse(JSON.stringify(measured))).toEqual(measured);
});

test("examples are positions in the list that was given", () => {
  const measured = measureRun(predictions);
  expect(measured.examples).toEqual([
    { truth: 0, predicted: 0, examples: [0] },
    { truth: 0, predicted: 1, examples: [1] },
    { truth: 1, predicted: 1, examples: [2, 3, 4] },
  ]);
  expect(measured.misclassifiedExamples).toEqual([1]);
  expect(measured.correctlyClassifiedExamples).toEqual([0, 2, 3, 4]);
  expect(measured.worstClassifiedExamples).toEqual([1, 4, 2, 0, 3]);
  expect(measured.bestClassifiedExamples).toEqual([3, 0, 2, 4, 1]);
  expect(measured.mostCertainExamples).toEqual([3, 0, 2, 1, 4]);
  expect(measured.leastCertainExamples).toEqual([4, 1, 2, 0, 3]);
  expect(measured.truePositiveExamples).toEqual([[0], [2, 3, 4]]);
  expect(measured.trueNegativeExamples).toEqual([[2, 3, 4], [0]]);
  expect(measured.falsePositiveExamples).toEqual([[], [1]]);
  expect(measured.falseNegativeExamples).toEqual([[1], []]);
  expect(measured.worstClasses).toEqual([0, 1]);
});

test("indeterminate examples are left out of everything but rejection and lists of all", () => {
  const measured = measureRun(predictions, { indeterminateThreshold: 0.75 });
  expect(measured.indeterminateExamples).toEqual([1, 4]);
  expect(measured).toMatchObject({
    numExamples: 5,
    accuracy: 1,
    rejectionRate: 0.4,
    classRejectionRate: [1 / 2, 1 / 3],
    confusionMatrix: [
      [1, 0],
      [0, 2],
    ],
    decisions: [0, null, 1, 1, null],
    decisionUtilities: [1, null, 1, 1, null],
    truePositiveExamples: [[0], [2, 3]],
  });
  expect(measured.meanCrossEntropy).toBeCloseTo(-Math.log(0.9 * 0.8 * 0.95) / 3, 12);
  // The curve shows every threshold, this one included.
  expect(measured.accuracyRejectionPlot[0]).toMatchObject({ rejectionRate: 0, accuracy: 0.8 });
});

test("where all are indeterminate nothing is defined, and nothing is 0", () => {
  const measured = measureRun(predictions, { indeterminateThreshold: 1 });
  expect(measured).toMatchObject({ rejectionRate: 1, numExamples: 5 });
  const undefinedOnes: PropertyName[] = [
    "accuracy",
    "balancedAccuracy",
    "macroF1Score",
    "cohenKappa",
    "meanCrossEntropy",
    "brierScore",
    "expectedCalibrationError",
    "maximumCalibrationError",
    "macroAreaUnderROCCurve",
    "meanDecisionUtility",
    "topAccuracy",
    "confusionDistribution",
  ];
  for (const name of undefinedOnes) expect(measured[name], name).toBeNull();
  expect(measured.recall).toEqual([null, null]);
});

test("utilities and priors move decisions and what they are worth", () => {
  const utility = [
    [1, -1],
    [-9, 1],
  ];
  const measured = measureRun(predictions, { utility });
  // Class 0 only where 2 p0 > 10 p1: the first example.
  expect(measured.decisions).toEqual([0, 1, 1, 1, 1]);
  expect(measured.decisionUtilities).toEqual([1, -1, 1, 1, 1]);
  expect(measured.meanDecisionUtility).toBeCloseTo(0.6, 12);
  const rare = measureRun(predictions, { classPriors: [0.9, 0.1], trainingPriors: [0.5, 0.5] });
  expect(rare.decisions).toEqual([0, 0, 0, 1, 0]);
});

test("time is told where it was taken", () => {
  expect(measureRun(predictions)).toMatchObject({
    evaluationTime: null,
    batchEvaluationTime: null,
  });
  const timed = measureRun(predictions, { timing: { single: 0.25, batch: 0.5 } });
  expect(timed).toMatchObject({ evaluationTime: 0.25, batchEvaluationTime: 0.1 });
});

test("intervals hold the value; what has none that covers is null", () => {
  const truth = Array.from({ length: 60 }, (_, i) => i % 2);
  const probabilities = truth.flatMap((label, i) => {
    const p = 0.3 + 0.69 * ((i * 37) % 60) * (1 / 60);
    return label === 0 ? [p, 1 - p] : [1 - p, p];
  });
  const many = { truth, probabilities, numClasses: 2 };
  const intervals = measureIntervals(many);
  const measured = measureRun(many);
  for (const name of INTERVAL_NAMES) {
    // Nothing was withheld: of 0 in 60 the interval begins at 0.
    if (name === "rejectionRate") continue;
    expect(intervals[name]!.low, name).toBeLessThan(measured[name]!);
    expect(intervals[name]!.high, name).toBeGreaterThan(measured[name]!);
  }
  for (const name of ["meanCrossEntropy", "brierScore", "expectedCalibrationError"] as const) {
    expect(intervals[name]).toBeNull();
  }
  // With two classes of one size the mean recall is the accuracy.
  expect(intervals.balancedAccuracy!.low).toBeCloseTo(intervals.accuracy!.low, 2);
  const { f1Score, areaUnderROCCurve } = measureClassIntervals(many);
  for (const [label, score] of measured.f1Score.entries()) {
    expect(f1Score[label]!.low).toBeLessThan(score!);
    expect(f1Score[label]!.high).toBeGreaterThan(score!);
  }
  // Two classes are mirrors: what tells one from the other tells the other from it.
  expect(areaUnderROCCurve[0]!.low).toBeCloseTo(areaUnderROCCurve[1]!.low, 9);
  expect(intervals.macroAreaUnderROCCurve!.low).toBeCloseTo(areaUnderROCCurve[0]!.low, 9);
});

test("the influence of an image on a mean recall is known: 1 / n of its class, over the number of classes", () => {
  // 30 of class 0 with 3 errors, 10 of class 1 with 2: variance (0.9 · 0.1 / 29 + 0.8 · 0.2 / 9) / 4.
  const truth = Array.from({ length: 40 }, (_, i) => (i < 30 ? 0 : 1));
  const predicted = truth.map((label, i) => (i < 3 || i > 37 ? 1 - label : label));
  const probabilities = predicted.flatMap((label) => (label === 0 ? [0.9, 0.1] : [0.1, 0.9]));
  const { balancedAccuracy } = measureIntervals({ truth, probabilities, numClasses: 2 });
  const variance = ((0.9 * 0.1) / 29 + (0.8 * 0.2) / 9) / 4;
  const size = 4 / (1 / 30 + 1 / 10);
  const expected = effectiveInterval({ share: 0.85, variance, errors: 5, size });
  expect(balancedAccuracy!.low).toBeCloseTo(expected.low, 3);
  expect(balancedAccuracy!.high).toBeCloseTo(expected.high, 3);
});

/** Each of `n` examples of alternating classes gets this probability for its own class. */
const sure = (n: number, ofTruth: (i: number) => number) => ({
  truth: Array.from({ length: n }, (_, i) => i % 2),
  probabilities: Array.from({ length: n }, (_, i) => {
    const p = ofTruth(i);
    return i % 2 === 0 ? [p, 1 - p] : [1 - p, p];
  }).flat(),
  numClasses: 2,
});

test("differences are paired: what both get wrong does not widen their interval", () => {
  // B is right where A is wrong on 3 of 60; 20 more are hard for both.
  const a = sure(60, (i) => (i < 23 ? 0.2 : 0.9));
  const b = sure(60, (i) => (i < 20 ? 0.2 : 0.9));
  const { accuracy, macroF1Score, meanCrossEntropy } = measureDifferences(a, b);
  expect(accuracy).toEqual(pairedInterval({ onlyA: 0, onlyB: 3, total: 60 }));
  expect(macroF1Score!.low).toBeLessThan(0.05);
  expect(macroF1Score!.high).toBeGreaterThan(0.05);
  expect(meanCrossEntropy).toBeNull();
  const alone = measureIntervals(a).macroF1Score!;
  expect(macroF1Score!.high - macroF1Score!.low).toBeLessThan(alone.high - alone.low);
});

test("a classifier is not told from one on other examples", () => {
  const a = sure(20, (i) => (i < 3 ? 0.2 : 0.9));
  const b = sure(22, () => 0.9);
  expect(() => measureDifferences(a, b)).toThrow(
    expect.objectContaining({ code: "SHAPE_MISMATCH" }),
  );
});

test.each([
  ["a name that is no property", { properties: ["acuracy" as PropertyName] }, "UNKNOWN_PROPERTY"],
  ["a name of Object's", { properties: ["toString" as PropertyName] }, "UNKNOWN_PROPERTY"],
  ["priors of other classes", { classPriors: [1] }, "SHAPE_MISMATCH"],
  ["priors that do not sum to 1", { classPriors: [0.5, 0.6] }, "NOT_A_DISTRIBUTION"],
  ["no bins", { calibrationBins: 0 }, "OUT_OF_RANGE"],
])("refuses %s", (_, options, code) => {
  expect(() => measureRun(predictions, options)).toThrow(expect.objectContaining({ code }));
});
