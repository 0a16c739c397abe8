import { expect, test } from "vitest";
import {
  accuracy,
  adjustPriors,
  areaUnderRoc,
  averagePrecision,
  brierScore,
  cohenKappa,
  confusionMatrix,
  decide,
  INDETERMINATE,
  logLoss,
  matthewsCorrelation,
  mostProbable,
  oneVsRest,
  precisionRecallCurve,
  rankScores,
  rejectionCurve,
  reliability,
  restrictConfusion,
  rocCurve,
  scottPi,
  topAccuracy,
  topConfusions,
  unitHistogram,
} from "./index.ts";

test("the true class is the row, the predicted one the column", () => {
  expect(confusionMatrix([0, 0, 0, 1], [0, 1, 1, 1], 2).counts).toEqual([
    [1, 2],
    [0, 1],
  ]);
});

test("each class against the others", () => {
  const [, second] = oneVsRest([
    [3, 1, 0],
    [2, 4, 1],
    [0, 0, 5],
  ]);
  expect(second).toEqual({
    truePositives: 4,
    falsePositives: 1,
    falseNegatives: 3,
    trueNegatives: 8,
  });
});

test("a tie goes to the lowest class", () => {
  expect([...mostProbable([0.4, 0.4, 0.2, 0.2, 0.4, 0.4], 3)]).toEqual([0, 1]);
  // The true class 1 comes second of the two that tie.
  expect(topAccuracy([1], [0.4, 0.4, 0.2], 3)).toEqual([0, 1, 1]);
});

test("a certain mistake costs 52 ln 2, not infinity", () => {
  expect(logLoss([1], [1, 0], 2)).toBeCloseTo(52 * Math.LN2, 12);
  expect(logLoss([0, 1], [0.5, 0.5, 0.5, 0.5], 2)).toBeCloseTo(Math.LN2, 12);
  expect(logLoss([0], [1, 0], 2)).toBeLessThan(1e-15);
});

test("agreement beyond chance by hand", () => {
  // po = 0.7; rows 10 + 10, columns 12 + 8: pe = 0.5 for kappa, 0.505 for pi.
  const counts = [
    [8, 2],
    [4, 6],
  ];
  expect(cohenKappa(counts)).toBeCloseTo((0.7 - 0.5) / 0.5, 12);
  expect(scottPi(counts)).toBeCloseTo((0.7 - 0.505) / 0.495, 12);
  expect(matthewsCorrelation(counts)).toBeCloseTo(40 / Math.sqrt(10 * 10 * 12 * 8), 12);
});

test("one class throughout has no agreement beyond chance: null, not 0", () => {
  const counts = [
    [5, 0],
    [0, 0],
  ];
  expect([cohenKappa(counts), scottPi(counts), matthewsCorrelation(counts)]).toEqual([
    null,
    null,
    null,
  ]);
});

test("a ROC curve by hand: ties are one step", () => {
  const ranking = rankScores([1, 0, 1, 0], [0.9, 0.6, 0.6, 0.1], { positive: 1, numClasses: 1 });
  expect(rocCurve(ranking)).toEqual({
    falsePositiveRate: [0, 0, 0.5, 1],
    truePositiveRate: [0, 0.5, 1, 1],
    thresholds: [null, 0.9, 0.6, 0.1],
  });
  expect(areaUnderRoc(ranking)).toBe(0.875);
  expect(precisionRecallCurve(ranking)).toEqual({
    recall: [0, 0.5, 1, 1],
    precision: [1, 1, 2 / 3, 0.5],
    thresholds: [null, 0.9, 0.6, 0.1],
  });
  expect(averagePrecision(ranking)).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
});

test("the accuracy of what is kept, from nothing rejected on", () => {
  expect(rejectionCurve([0, 0, 1, 1], [0, 1, 1, 1], [0.9, 0.6, 0.9, 0.7])).toEqual([
    { threshold: 0.6, rejectionRate: 0, accuracy: 0.75 },
    { threshold: 0.7, rejectionRate: 0.25, accuracy: 1 },
    { threshold: 0.9, rejectionRate: 0.5, accuracy: 1 },
  ]);
});

test("bins of reliability are open below and closed above, those of a histogram the reverse", () => {
  const bins = reliability([0, 0.5, 0.6, 1], [0, 1, 0, 1], 2);
  expect(bins[0]).toEqual({ low: 0, high: 0.5, count: 2, meanProbability: 0.25, frequency: 0.5 });
  expect(bins[1]).toEqual({ low: 0.5, high: 1, count: 2, meanProbability: 0.8, frequency: 0.5 });
  expect(unitHistogram([0, 0.5, 0.6, 1], 2).map(({ count }) => count)).toEqual([1, 3]);
});

test("confusions, the most frequent first, and the matrix of some classes", () => {
  const counts = [
    [5, 1, 3],
    [0, 4, 3],
    [2, 0, 6],
  ];
  expect(topConfusions(counts).map(({ truth, predicted }) => [truth, predicted])).toEqual([
    [0, 2],
    [1, 2],
    [2, 0],
    [0, 1],
  ]);
  expect(restrictConfusion(counts, [2, 0])).toEqual([
    [6, 2],
    [3, 5],
  ]);
});

test("priors move the probabilities by Bayes' rule", () => {
  const priors = { training: [0.5, 0.5], assumed: [0.9, 0.1] };
  const [moved = 0] = adjustPriors([0.2, 0.8], priors);
  expect(moved).toBeCloseTo(0.18 / (0.18 + 0.08), 12);
  // Nothing that is possible has a prior: the prior is all that is known.
  expect([...adjustPriors([0, 1], { training: [0.5, 0.5], assumed: [1, 0] })]).toEqual([1, 0]);
});

test("a utility moves the decision, a threshold or the worth of none withholds it", () => {
  const probabilities = [0.7, 0.3];
  // To miss class 1 costs ten.
  const utility = [
    [1, 0],
    [-10, 1],
  ];
  expect([...decide(probabilities, 2)]).toEqual([0]);
  expect([...decide(probabilities, 2, { utility })]).toEqual([1]);
  expect([...decide(probabilities, 2, { indeterminateThreshold: 0.8 })]).toEqual([INDETERMINATE]);
  expect([...decide(probabilities, 2, { indeterminateThreshold: 0.7 })]).toEqual([0]);
  expect([...decide(probabilities, 2, { indeterminateUtility: 0.75 })]).toEqual([INDETERMINATE]);
  expect([...decide(probabilities, 2, { indeterminateUtility: 0.7 })]).toEqual([0]);
});

const half = [0.5, 0.5];
const ranked = { positive: 1, numClasses: 2 };
test.each([
  ["no examples", () => accuracy([], []), "EMPTY_INPUT"],
  ["no probabilities", () => logLoss([], [], 2), "EMPTY_INPUT"],
  ["no examples to reject", () => rejectionCurve([], [], []), "EMPTY_INPUT"],
  ["a prediction too few", () => confusionMatrix([0, 1], [0], 2), "SHAPE_MISMATCH"],
  ["a probability too few", () => logLoss([0, 1], [0.5, 0.5, 1], 2), "SHAPE_MISMATCH"],
  ["rows of unequal length", () => mostProbable([0.5, 0.5, 1], 2), "SHAPE_MISMATCH"],
  ["an outcome too few", () => reliability([0.5, 0.5], [1], 5), "SHAPE_MISMATCH"],
  ["a score too few", () => rankScores([0, 1], [1], ranked), "SHAPE_MISMATCH"],
  ["a confidence too few", () => rejectionCurve([0], [0], []), "SHAPE_MISMATCH"],
  ["a prior too few", () => adjustPriors(half, { training: [1], assumed: half }), "SHAPE_MISMATCH"],
  ["a utility of other classes", () => decide(half, 2, { utility: [[1]] }), "SHAPE_MISMATCH"],
  ["a class too high", () => confusionMatrix([0, 2], [0, 1], 2), "LABEL_OUT_OF_RANGE"],
  ["a class below 0", () => logLoss([-1], half, 2), "LABEL_OUT_OF_RANGE"],
  ["half a class", () => brierScore([0.5], half, 2), "LABEL_OUT_OF_RANGE"],
  ["NaN", () => brierScore([0], [Number.NaN, 1], 2), "NOT_A_NUMBER"],
  [
    "a NaN score",
    () => rankScores([0], [Number.NaN, 1], { ...ranked, positive: 0 }),
    "NOT_A_NUMBER",
  ],
  ["a NaN in a bin", () => reliability([Number.NaN], [1], 5), "NOT_A_NUMBER"],
  ["a NaN in a bar", () => unitHistogram([Number.NaN], 5), "NOT_A_NUMBER"],
  ["a NaN confidence", () => rejectionCurve([0], [0], [Number.NaN]), "NOT_A_NUMBER"],
  ["an infinite utility", () => decide([1], 1, { utility: [[Infinity]] }), "NOT_A_NUMBER"],
  ["a sum of 1.1", () => topAccuracy([0], [0.5, 0.6], 2), "NOT_A_DISTRIBUTION"],
  ["a negative probability", () => decide([-0.1, 1.1], 2), "NOT_A_DISTRIBUTION"],
  ["an infinite probability", () => logLoss([0], [Infinity, 0], 2), "NOT_A_DISTRIBUTION"],
  ["no bins", () => reliability([0.5], [1], 0), "OUT_OF_RANGE"],
  ["half a bar", () => unitHistogram([0.5], 2.5), "OUT_OF_RANGE"],
  ["a threshold of 2", () => decide(half, 2, { indeterminateThreshold: 2 }), "OUT_OF_RANGE"],
  [
    "a class without training images",
    () => adjustPriors(half, { training: [1, 0], assumed: half }),
    "OUT_OF_RANGE",
  ],
])("refuses %s", (_, measure, code) => {
  expect(measure).toThrow(expect.objectContaining({ code }));
});
