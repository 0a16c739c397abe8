import { describe, expect, test } from "vitest";
import fixtures from "../../../fixtures/logistic-regression.json" with { type: "json" };
import { createRng, gaussian } from "../../analysis/random/index.ts";
import { fitLogisticRegression, type LabelledFeatures, l2Path } from "./index.ts";
import { softmaxRows } from "./linear-map.ts";

function matrix(values: ArrayLike<number>, columns: number) {
  return { data: Float64Array.from(values), rows: values.length / columns, columns };
}

function closeTo(found: ArrayLike<number>, expected: ArrayLike<number>, digits: number): void {
  expect(found.length).toBe(expected.length);
  for (let i = 0; i < found.length; i++) expect(found[i]).toBeCloseTo(expected[i]!, digits);
}

describe.each(fixtures)("$classes classes, $columns columns", (fixture) => {
  const { columns, classes, fits } = fixture;
  const train = {
    features: matrix(fixture.train, columns),
    labels: Int32Array.from(fixture.labels),
    numClasses: classes,
  };
  const held = matrix(fixture.held, columns);

  test.each(fits)("agrees with scikit-learn at l2 = $l2", ({ l2, probabilities }) => {
    closeTo(fitLogisticRegression(train, { l2 }).predict(held), probabilities, 4);
  });

  test("a path of penalties, in any order, gives the fits of its penalties", () => {
    const order = [1, 0, 2].map((i) => fits[i]!);
    const path = l2Path(
      train,
      order.map(({ l2 }) => l2),
    );
    for (const [i, { l2, probabilities }] of order.entries()) {
      expect(path[i]!.parameters).toEqual({ l2 });
      closeTo(path[i]!.predict(held), probabilities, 4);
    }
  });

  test("the start does not decide where the fit ends", () => {
    const { linear } = fitLogisticRegression(train, { l2: 30 });
    const warm = fitLogisticRegression(train, { l2: 1, start: linear });
    closeTo(warm.predict(held), fits.find(({ l2 }) => l2 === 1)!.probabilities, 4);
  });

  test("probabilities are the softmax of the linear map, and sum to 1", () => {
    const model = fitLogisticRegression(train, { l2: 1 });
    const { weights, bias } = model.linear;
    expect([weights.length, bias.length]).toEqual([columns * classes, classes]);
    const found = model.predict(held);
    for (let i = 0; i < held.rows; i++) {
      const powers = Array.from(bias, (own, k) => {
        let logit = own;
        for (let j = 0; j < columns; j++) {
          logit += held.data[i * columns + j]! * weights[j * classes + k]!;
        }
        return Math.exp(logit);
      });
      const total = powers.reduce((a, b) => a + b);
      closeTo(
        found.subarray(i * classes, (i + 1) * classes),
        powers.map((power) => power / total),
        12,
      );
    }
  });
});

/** Two clouds in many dimensions. */
function clouds(rows: number, columns: number, numClasses = 2): LabelledFeatures {
  const rng = createRng(7);
  const labels = Int32Array.from({ length: rows }, (_, i) => i % numClasses);
  const data = Float64Array.from(
    { length: rows * columns },
    (_, i) => gaussian(rng) + (i % columns === labels[Math.floor(i / columns)] ? 1 : 0),
  );
  return { features: { data, rows, columns }, labels, numClasses };
}

test("one column more than rows gives the same as one fewer would: both forms agree", () => {
  // A column of zeros changes nothing but the form that is solved.
  const wide = clouds(20, 20, 3);
  const widened = new Float64Array(20 * 21);
  for (let i = 0; i < 20; i++) {
    widened.set(wide.features.data.subarray(i * 20, (i + 1) * 20), i * 21);
  }
  const plain = fitLogisticRegression(wide, { l2: 0.5 });
  const spanned = fitLogisticRegression(
    { ...wide, features: { data: widened, rows: 20, columns: 21 } },
    { l2: 0.5 },
  );
  closeTo(spanned.linear.weights.subarray(0, 60), plain.linear.weights, 5);
  closeTo(spanned.linear.weights.subarray(60), [0, 0, 0], 12);
});

test("a stronger penalty makes shorter weights; an enormous one leaves the class frequencies", () => {
  const train = clouds(40, 60);
  const labels = train.labels.map((label, i) => (i < 10 ? 0 : label));
  const path = l2Path({ ...train, labels }, [1e9, 100, 1, 0.01]);
  const lengths = path.map(({ linear }) => Math.hypot(...linear.weights));
  expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
  const share = labels.filter((label) => label === 1).length / 40;
  closeTo(path[0]!.predict(train.features).subarray(0, 2), [1 - share, share], 5);
});

test("without a penalty, classes that can be separated end with finite weights", () => {
  const train = clouds(30, 50);
  const model = fitLogisticRegression(train, { l2: 0 });
  const probabilities = model.predict(train.features);
  for (const [i, label] of train.labels.entries()) {
    expect(probabilities[2 * i + label]).toBeGreaterThan(0.99);
  }
});

test("a class without rows gets next to no probability, and nothing breaks", () => {
  const train = { ...clouds(30, 8), numClasses: 3 };
  const probabilities = fitLogisticRegression(train, { l2: 1 }).predict(train.features);
  for (let i = 0; i < 30; i++) {
    expect(probabilities[3 * i + 2]).toBeGreaterThan(0);
    expect(probabilities[3 * i + 2]).toBeLessThan(1e-4);
  }
});

test("the same input gives the same bits", () => {
  const train = clouds(30, 50);
  const fit = () => fitLogisticRegression(train, { l2: 0.3 }).linear;
  expect(fit()).toEqual(fit());
});

test.each<[string, () => unknown, string]>([
  ["a negative penalty", () => fitLogisticRegression(clouds(6, 2), { l2: -1 }), "OUT_OF_RANGE"],
  ["a penalty that is no number", () => l2Path(clouds(6, 2), [Number.NaN]), "OUT_OF_RANGE"],
  [
    "a feature that is no number",
    () => {
      const train = clouds(6, 2);
      train.features.data[3] = Number.NaN;
      return fitLogisticRegression(train, { l2: 1 });
    },
    "OUT_OF_RANGE",
  ],
  [
    "a label too few",
    () => fitLogisticRegression({ ...clouds(6, 2), labels: new Int32Array(5) }, { l2: 1 }),
    "SHAPE_MISMATCH",
  ],
  [
    "a label too high",
    () => fitLogisticRegression({ ...clouds(6, 2), numClasses: 1 }, { l2: 1 }),
    "LABEL_OUT_OF_RANGE",
  ],
  ["no rows", () => fitLogisticRegression(clouds(0, 2), { l2: 1 }), "EMPTY_INPUT"],
  [
    "other features to predict than to fit",
    () => fitLogisticRegression(clouds(6, 2), { l2: 1 }).predict(clouds(6, 3).features),
    "SHAPE_MISMATCH",
  ],
  [
    "a start for other features",
    () =>
      fitLogisticRegression(clouds(6, 2), {
        l2: 1,
        start: fitLogisticRegression(clouds(6, 3), { l2: 1 }).linear,
      }),
    "SHAPE_MISMATCH",
  ],
])("refuses %s", (_, fit, code) => {
  expect(fit).toThrow(expect.objectContaining({ code }));
});

test("gives each row's probabilities and the cross-entropy, also for huge logits", () => {
  const rows = Float64Array.of(Math.log(1), Math.log(3), 1000, 1000, -5000, 0);
  const loss = softmaxRows(rows, 2, Int32Array.of(1, 0, 1));
  expect(rows[0]).toBeCloseTo(0.25, 12);
  expect(rows[1]).toBeCloseTo(0.75, 12);
  expect([...rows.subarray(2)]).toEqual([0.5, 0.5, 0, 1]);
  // -ln 3/4 - ln 1/2 - ln 1
  expect(loss).toBeCloseTo(Math.log(8 / 3), 12);
});
