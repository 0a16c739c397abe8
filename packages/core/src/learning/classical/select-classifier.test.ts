import { describe, expect, test } from "vitest";
import { accuracy, mostProbable } from "../../analysis/metrics/index.ts";
import { createRng, gaussian } from "../../analysis/random/index.ts";
import { CLASSIFIER_KINDS } from "../../contract/method-config.ts";
import {
  fitLogisticRegression,
  fitStandardizer,
  type SearchInput,
  searchClassifier,
  selectClassifier,
  standardize,
} from "./index.ts";

/** The kinds that are quick to fit. */
const CHEAP = CLASSIFIER_KINDS.filter((kind) => !/forest|trees/.test(kind));

/** Rows around one centre per class, on very different scales. */
function problem(settings: { rows: number; columns: number; seed: number }) {
  const { rows, columns, seed } = settings;
  const rng = createRng(seed);
  const labels = Int32Array.from({ length: rows }, (_, i) => i % 2);
  const data = Float32Array.from({ length: rows * columns }, (_, i) => {
    const column = i % columns;
    const label = labels[Math.floor(i / columns)]!;
    return 10 ** ((column % 5) - 2) * (gaussian(rng) + (column < 4 ? 1.2 * label : 0)) + column;
  });
  const features = { data, rows, columns };
  return {
    features,
    featureSets: [{ name: "all", features }],
    labels,
    numClasses: 2,
    classifiers: CHEAP,
    folds: 5,
    seed: 1,
    keys: Array.from(labels, (_, i) => `hash-${i}`),
  };
}

test("tries every setting of every kind, and takes the lowest log-loss", () => {
  const input = problem({ rows: 80, columns: 12, seed: 3 });
  const { candidates, model } = selectClassifier(input);
  // Those that see how features are scaled against each other are tried with both scalings.
  expect(candidates).toHaveLength(2 * (11 + 6 + 8) + 8 + 6 + 6);
  const chosen = candidates.filter((candidate) => candidate.chosen);
  expect(chosen).toHaveLength(1);
  expect(chosen[0]!.logLoss).toBe(Math.min(...candidates.map(({ logLoss }) => logLoss!)));
  expect(model).toMatchObject({
    kind: chosen[0]!.classifier,
    numClasses: 2,
    columns: 12,
  });
});

test("learns on raw features: new rows of the same kind are recognised", () => {
  const { model } = selectClassifier(problem({ rows: 200, columns: 12, seed: 3 }));
  const fresh = problem({ rows: 400, columns: 12, seed: 4 });
  const predicted = mostProbable(model.predict(fresh.features), 2);
  // The best possible rule gets 88 %: 4 features, each 1.2 standard deviations apart.
  expect(accuracy(fresh.labels, predicted)).toBeGreaterThan(0.83);
});

describe("a linear choice", () => {
  test("is a map of the features as they are", () => {
    const input = problem({ rows: 60, columns: 90, seed: 5 });
    const { model } = selectClassifier({ ...input, classifiers: ["logistic-regression"] });
    const { weights, bias } = model.linear!;
    const logits = Array.from(bias, (own, k) => {
      let logit = own;
      for (let j = 0; j < 90; j++) logit += input.features.data[j]! * weights[j * 2 + k]!;
      return logit;
    });
    const [first] = model.predict(input.features);
    expect(first).toBeCloseTo(1 / (1 + Math.exp(logits[1]! - logits[0]!)), 10);
  });

  test("is the fit to all rows, scaled", () => {
    const input = problem({ rows: 60, columns: 3, seed: 5 });
    const { model, setting } = selectClassifier({ ...input, classifiers: ["logistic-regression"] });
    const features = standardize(fitStandardizer(input.features, setting.scaling), input.features);
    const l2 = Number(model.parameters["l2"]);
    const expected = fitLogisticRegression({ ...input, features }, { l2 }).predict(features);
    for (const [i, p] of model.predict(input.features).entries()) {
      expect(p).toBeCloseTo(expected[i]!, 9);
    }
  });
});

test("the same seed chooses alike; the order of the kinds only orders the table", () => {
  const input = problem({ rows: 60, columns: 20, seed: 6 });
  const first = selectClassifier(input);
  const again = selectClassifier(input);
  expect(again.candidates).toEqual(first.candidates);
  expect(again.model.predict(input.features)).toEqual(first.model.predict(input.features));
  const reversed = selectClassifier({ ...input, classifiers: CHEAP.toReversed() });
  expect(new Set(reversed.candidates)).toEqual(new Set(first.candidates));
});

/** Cross-validated accuracy of one nearest neighbour. */
function accuracyOf1(search: SearchInput): number {
  const { candidates } = selectClassifier(search);
  return candidates.find(({ parameters }) => parameters["k"] === 1)!.accuracy!;
}

test("copies of an image do not vouch for each other", () => {
  // Labels are noise: only a copy of a row in the training folds could tell its label.
  const rng = createRng(8);
  const rows = 120;
  const images = Float64Array.from({ length: 40 * 10 }, () => gaussian(rng));
  const data = Float64Array.from({ length: rows * 10 }, (_, i) => images[i % 400]!);
  const ofImage = Array.from({ length: 40 }, () => (rng() < 0.5 ? 0 : 1));
  const input: SearchInput = {
    featureSets: [{ name: "pixels", features: { data, rows, columns: 10 } }],
    labels: Int32Array.from({ length: rows }, (_, i) => ofImage[i % 40]!),
    numClasses: 2,
    classifiers: ["k-nearest-neighbours"],
    folds: 5,
    seed: 1,
    keys: Array.from({ length: rows }, (_, i) => `hash-${i % 40}`),
  };
  expect(accuracyOf1(input)).toBeLessThan(0.75);
  const separate = input.keys.map((key, i) => `${key}-${i}`);
  expect(accuracyOf1({ ...input, keys: separate })).toBeGreaterThan(0.9);
});

test("few images make fewer folds: no more than the most frequent class has", () => {
  const input = problem({ rows: 4, columns: 3, seed: 9 });
  const steps = [...searchClassifier({ ...input, classifiers: ["naive-bayes"] })];
  expect(steps).toEqual([1, 2].map((done) => ({ done, total: 2 })));
});

test("a feature that is constant in some folds does no harm", () => {
  const input = problem({ rows: 40, columns: 6, seed: 10 });
  for (let i = 0; i < 40; i++) input.features.data[i * 6 + 5] = i === 7 ? 1 : 0;
  const { candidates, model } = selectClassifier(input);
  for (const { logLoss } of candidates) expect(Number.isFinite(logLoss)).toBe(true);
  for (const p of model.predict(input.features)) expect(Number.isFinite(p)).toBe(true);
});

const small = problem({ rows: 10, columns: 2, seed: 11 });
test.each<[string, Partial<SearchInput>, string]>([
  ["no classifier", { classifiers: [] }, "EMPTY_INPUT"],
  ["one fold", { folds: 1 }, "OUT_OF_RANGE"],
  ["a key too few", { keys: ["a"] }, "SHAPE_MISMATCH"],
  ["copies of one image only", { keys: Array<string>(10).fill("a") }, "TOO_FEW_IMAGES"],
  ["a label too high", { numClasses: 1 }, "LABEL_OUT_OF_RANGE"],
])("refuses %s", (_, change, code) => {
  expect(() => selectClassifier({ ...small, ...change })).toThrow(
    expect.objectContaining({ code }),
  );
});

test("chooses the features too, all on the same folds", () => {
  const good = problem({ rows: 60, columns: 12, seed: 13 });
  const rng = createRng(14);
  const noise = { ...good.features, data: good.features.data.map(() => gaussian(rng)) };
  const featureSets = [
    { name: "noise", features: noise },
    { name: "good", features: good.features },
  ];
  const { candidates, featureSet, model } = selectClassifier({ ...good, featureSets });
  expect(featureSet).toBe("good");
  expect(candidates.find(({ chosen }) => chosen)?.features).toBe("good");
  const alone = selectClassifier(good);
  const ofGood = candidates.filter(({ features }) => features === "good");
  expect(ofGood).toEqual(alone.candidates.map((own) => ({ ...own, features: "good" })));
  expect(model.predict(good.features)).toEqual(alone.model.predict(good.features));
});

test("every kind takes part, the drawn ones alike for one seed", () => {
  const input = { ...problem({ rows: 40, columns: 6, seed: 15 }), classifiers: CLASSIFIER_KINDS };
  const first = selectClassifier(input);
  expect(new Set(first.candidates.map(({ classifier }) => classifier))).toEqual(
    new Set(CLASSIFIER_KINDS),
  );
  expect(selectClassifier(input).candidates).toEqual(first.candidates);
});

test("a class that some folds lack is borne by every kind", () => {
  const input = problem({ rows: 31, columns: 4, seed: 16 });
  input.labels[0] = 2;
  const { candidates } = selectClassifier({
    ...input,
    numClasses: 3,
    classifiers: CLASSIFIER_KINDS,
  });
  for (const { logLoss } of candidates) expect(logLoss!).toBeLessThan(36);
});
