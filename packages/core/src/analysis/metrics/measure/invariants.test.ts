import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Measurements, measureRun, type Predictions, SCALAR_NAMES } from "../index.ts";

const RUNS = { numRuns: 60 };

/** Predictions with ties, certain mistakes and, often, a class that is absent or never claimed. */
const arbitrary = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 25 }))
  .chain(([numClasses, n]) =>
    fc.record({
      numClasses: fc.constant(numClasses),
      truth: fc.array(fc.nat(numClasses - 1), { minLength: n, maxLength: n }),
      weights: fc.array(
        fc.array(fc.nat(4), { minLength: numClasses, maxLength: numClasses }).filter(hasMass),
        { minLength: n, maxLength: n },
      ),
    }),
  )
  .map(({ numClasses, truth, weights }) => ({ numClasses, truth, rows: weights.map(normalise) }));

interface Rows {
  readonly numClasses: number;
  readonly truth: number[];
  readonly rows: number[][];
}

function hasMass(weights: number[]): boolean {
  return weights.some((weight) => weight > 0);
}

function normalise(weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b);
  return weights.map((weight) => weight / sum);
}

function flatten({ numClasses, truth, rows }: Rows): Predictions {
  return { numClasses, truth, probabilities: rows.flat() };
}

function expectSameScalars(one: Measurements, other: Measurements): void {
  for (const name of SCALAR_NAMES) {
    const [a, b] = [one[name], other[name]];
    if (a === null || b === null) expect(a, name).toBe(b);
    else expect(Math.abs(a - b) / Math.max(1, Math.abs(b)), name).toBeLessThan(1e-9);
  }
}

test("the order of the examples does not matter", () => {
  fc.assert(
    fc.property(arbitrary, (given) => {
      const turned = measureRun(
        flatten({ ...given, truth: given.truth.toReversed(), rows: given.rows.toReversed() }),
      );
      const straight = measureRun(flatten(given));
      expectSameScalars(straight, turned);
      expect(turned.confusionMatrix).toEqual(straight.confusionMatrix);
      expect(turned.rocCurve).toEqual(straight.rocCurve);
      const last = given.truth.length - 1;
      expect(turned.misclassifiedExamples.map((i) => last - i).sort((a, b) => a - b)).toEqual(
        straight.misclassifiedExamples,
      );
    }),
    RUNS,
  );
});

test("the names of the classes do not matter", () => {
  fc.assert(
    fc.property(arbitrary, (given) => {
      const { numClasses } = given;
      // Ties are broken by class number, so only what knows none can be compared.
      fc.pre(given.rows.every((row) => row.filter((p) => p === Math.max(...row)).length === 1));
      const renamed = measureRun(
        flatten({
          numClasses,
          truth: given.truth.map((label) => numClasses - 1 - label),
          rows: given.rows.map((row) => row.toReversed()),
        }),
      );
      const straight = measureRun(flatten(given));
      expectSameScalars(straight, renamed);
      expect(renamed.precision.toReversed()).toEqual(straight.precision);
      expect(renamed.areaUnderROCCurve.toReversed()).toEqual(straight.areaUnderROCCurve);
    }),
    RUNS,
  );
});

test("fractions stay in [0, 1] and the parts add up", () => {
  fc.assert(
    fc.property(arbitrary, (given) => {
      const measured = measureRun(flatten(given));
      const n = given.truth.length;
      const { accuracy, error, recall, support, confusionMatrix } = measured;
      expect(accuracy! + error!).toBeCloseTo(1, 12);
      expect(confusionMatrix.flat().reduce((a, b) => a + b)).toBe(n);
      // With every class weighted by its support, mean recall is accuracy.
      const recalled = recall.reduce<number>((sum, r, k) => sum + (r ?? 0) * support[k]!, 0);
      expect(recalled / n).toBeCloseTo(accuracy!, 12);
      expect(measured.weightedRecall).toBeCloseTo(accuracy!, 12);
      expect(measured.macroRecall).toBe(measured.balancedAccuracy);
      expect(measured.topAccuracy?.[0]).toBe(accuracy);
      expect(measured.topAccuracy?.at(-1)).toBe(1);
      expect(measured.accuracyRejectionPlot[0]?.accuracy).toBeCloseTo(accuracy!, 12);
      const listed = measured.examples.flatMap(({ examples }) => examples);
      expect(listed.sort((a, b) => a - b)).toEqual(given.truth.map((_, i) => i));
      for (const k of support.keys()) {
        const area = measured.areaUnderROCCurve[k]!;
        if (support[k] === 0 || support[k] === n) expect(area).toBeNull();
        else expect(area >= 0 && area <= 1).toBe(true);
        if (support[k] === 0) expect(recall[k]).toBeNull();
      }
      const ece = measured.expectedCalibrationError!;
      expect(ece).toBeGreaterThanOrEqual(0);
      expect(measured.maximumCalibrationError!).toBeGreaterThanOrEqual(ece - 1e-12);
    }),
    RUNS,
  );
});

test("two classes are mirrors: equal areas under ROC, equal Matthews correlations", () => {
  fc.assert(
    fc.property(
      arbitrary.filter(({ numClasses }) => numClasses === 2),
      (given) => {
        const { areaUnderROCCurve, matthewsCorrelationCoefficient, ...rest } = measureRun(
          flatten({ ...given, rows: given.rows.map(([p = 0]) => [p, 1 - p]) }),
        );
        expect(areaUnderROCCurve[0]).toBe(areaUnderROCCurve[1]);
        const [one, other] = matthewsCorrelationCoefficient;
        if (one === null) expect(other).toBeNull();
        else {
          expect(one).toBeCloseTo(other!, 12);
          expect(one).toBeCloseTo(rest.matthewsCorrelation!, 12);
        }
      },
    ),
    RUNS,
  );
});
