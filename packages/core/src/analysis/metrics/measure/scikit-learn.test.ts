import { expect, test } from "vitest";
import cases from "../../../../fixtures/metrics.json" with { type: "json" };
import { describeProperty, measureRun, PROPERTY_NAMES, type PropertyName } from "../index.ts";

/** What is agreed to: far inside what a table shows. */
const TOLERANCE = 1e-6;

/** No library gives these: tested by hand in measure-run.test.ts and functions.test.ts. */
const BY_HAND: readonly PropertyName[] = [
  "evaluationTime",
  "batchEvaluationTime",
  "topConfusions",
  "worstClasses",
  "classRejectionRate",
  "decisionUtilities",
];

test("every number has its counterpart", () => {
  const numeric = PROPERTY_NAMES.filter((name) => {
    const { group } = describeProperty(name);
    return group !== "example list" && group !== "curve";
  });
  const compared = new Set(Object.keys(cases[0]!.expected));
  expect(numeric.filter((name) => !compared.has(name)).toSorted()).toEqual(BY_HAND.toSorted());
});

test.each(cases)(
  "numbers agree with scikit-learn: $name",
  ({ classes, truth, given, expected }) => {
    const measured = measureRun({ truth, probabilities: given, numClasses: classes });
    for (const [name, value] of Object.entries(expected)) {
      if (isProperty(name)) expectClose(measured[name], value, name);
    }
  },
);

test.each(cases)("curves agree with scikit-learn: $name", ({ classes, truth, given, expected }) => {
  const measured = measureRun({ truth, probabilities: given, numClasses: classes });
  const roc = measured.rocCurve.map(
    (curve) => curve && [curve.falsePositiveRate, curve.truePositiveRate, curve.thresholds],
  );
  expectClose(roc, expected.roc, "rocCurve");
  const precisionRecall = measured.precisionRecallCurve.map((curve) => {
    // There in descending recall, and without a threshold for the end where nothing is taken.
    if (!curve) return null;
    const { precision, recall, thresholds } = curve;
    return [precision.toReversed(), recall.toReversed(), thresholds.slice(1).toReversed()];
  });
  expectClose(precisionRecall, expected.precisionRecall, "precisionRecallCurve");
  const filled = measured.reliability.filter(({ count }) => count > 0);
  const bins = [
    filled.map((bin) => bin.frequency),
    filled.map((bin) => bin.meanProbability),
    filled.map((bin) => bin.count),
  ];
  expectClose(bins, expected.filledBins, "reliability");
  expect(measured.probabilityHistogram.map(({ count }) => count)).toEqual(expected.histogram);
});

function isProperty(name: string): name is PropertyName {
  return (PROPERTY_NAMES as string[]).includes(name);
}

function expectClose(actual: unknown, expected: unknown, path: string): void {
  if (Array.isArray(expected)) {
    expect(Array.isArray(actual) && actual.length, path).toBe(expected.length);
    for (const [i, value] of expected.entries()) {
      expectClose((actual as unknown[])[i], value, `${path}[${i}]`);
    }
  } else if (typeof expected === "number") {
    const scale = Math.max(1, Math.abs(expected));
    expect(typeof actual, path).toBe("number");
    expect(Math.abs((actual as number) - expected) / scale, path).toBeLessThan(TOLERANCE);
  } else {
    expect(actual, path).toBe(expected);
  }
}
