import { describe, expect, test } from "vitest";
import { createRng, gaussian } from "../../analysis/random/index.ts";
import { AppError } from "../../contract/errors.ts";
import { CLASSIFIER_KINDS } from "../../contract/method-config.ts";
import { type Classifier, selectClassifier } from "../classical/index.ts";
import { packClassifier, unpackClassifier } from "./classifier-file.ts";
import type { NumberFile } from "./number-file.ts";

const COLUMNS = 6;

function features(rows: number, seed: number) {
  const rng = createRng(seed);
  const data = Float32Array.from({ length: rows * COLUMNS }, (_, at) => {
    return gaussian(rng) + (at % COLUMNS === Math.floor(at / COLUMNS) % 3 ? 2 : 0);
  });
  return { data, rows, columns: COLUMNS };
}

/** Fitted as a run fits it. @param numClasses More than the rows have: the last ones have no training rows. */
function fitted(
  kind: (typeof CLASSIFIER_KINDS)[number],
  { present = 3, numClasses = 3 } = {},
): Classifier {
  const rows = features(30, 1);
  const labels = Int32Array.from({ length: 30 }, (_, i) => i % present);
  const keys = Array.from(labels.keys(), String);
  const featureSets = [{ name: "all", features: rows }];
  const input = { featureSets, labels, numClasses, classifiers: [kind], folds: 3, seed: 4, keys };
  return selectClassifier(input).model;
}

const asked = features(25, 2);

describe.each(CLASSIFIER_KINDS)("%s", (kind) => {
  test.each([
    ["three classes", { present: 3, numClasses: 3 }],
    ["two classes", { present: 2, numClasses: 2 }],
    ["a class without training rows", { present: 2, numClasses: 3 }],
    ["one class with training rows", { present: 1, numClasses: 2 }],
  ])("of %s says the same to the last bit once it was written down", (_what, classes) => {
    const classifier = fitted(kind, classes);
    const { json, numbers } = packClassifier(classifier);
    // As files are read: a part of something larger, and not aligned.
    const buffer = Buffer.concat([Buffer.from("odd"), numbers]).subarray(3);
    const read = unpackClassifier({ json, numbers: buffer });
    expect(read.predict(asked)).toEqual(classifier.predict(asked));
    expect([read.kind, read.parameters, read.columns]).toEqual([
      kind,
      classifier.parameters,
      COLUMNS,
    ]);
    expect(read.linear === null).toBe(classifier.linear === null);
  });
});

test("nearest neighbours keep their training rows in single precision, as they are", () => {
  const { json, numbers } = packClassifier(fitted("k-nearest-neighbours"));
  const { model } = JSON.parse(json) as { model: { inner: { rows: { data: object } } } };
  expect(model.inner.rows.data).toMatchObject({ dtype: "float32", length: 30 * COLUMNS });
  expect(numbers.length).toBeLessThan(30 * COLUMNS * 4 + 30 * 4 + 2 * COLUMNS * 8 + 32);
});

/** The description with a value replaced, by its path. */
function changed(file: NumberFile, at: string, value: unknown): NumberFile {
  const content = JSON.parse(file.json) as Record<string, unknown>;
  const keys = at.split(".");
  let own = content;
  for (const key of keys.slice(0, -1)) own = own[key] as Record<string, unknown>;
  own[keys.at(-1)!] = value;
  return { ...file, json: JSON.stringify(content) };
}

const nowhere = { dtype: "int32", offset: 1e9, length: 3 };

test.each<[what: string, kind: (typeof CLASSIFIER_KINDS)[number], at: string, value: unknown]>([
  ["another format", "naive-bayes", "format", "pickle"],
  ["a later version", "naive-bayes", "version", 2],
  ["an unknown kind", "naive-bayes", "kind", "oracle"],
  ["an unknown form", "naive-bayes", "model.inner.form", "oracle"],
  [
    "an array beyond the file",
    "naive-bayes",
    "model.inner.means",
    { dtype: "float64", offset: 8e9, length: 18 },
  ],
  [
    "an array that is too short",
    "naive-bayes",
    "model.inner.means",
    { dtype: "float64", offset: 0, length: 2 },
  ],
  [
    "an array of another type",
    "naive-bayes",
    "model.inner.means",
    { dtype: "int32", offset: 0, length: 18 },
  ],
  ["a temperature of 0", "naive-bayes", "model.inner.temperature", 0],
  ["another number of classes", "k-nearest-neighbours", "numClasses", 4],
  ["more neighbours than rows", "k-nearest-neighbours", "model.inner.k", 31],
  ["labels from nowhere", "k-nearest-neighbours", "model.inner.labels", nowhere],
  ["other columns", "random-forest", "columns", 5],
  ["a list of classes without any", "linear-svm", "model.form", "present-classes"],
])("%s is refused", (_what, kind, at, value) => {
  const file = changed(packClassifier(fitted(kind)), at, value);
  expect(() => unpackClassifier(file)).toThrow(expect.objectContaining({ code: "MODEL_INVALID" }));
});

test("a tree that runs in circles is refused instead of followed", () => {
  const file = packClassifier(fitted("random-forest"));
  const { model } = JSON.parse(file.json) as {
    model: { inner: { trees: { low: { offset: number } }[] } };
  };
  const numbers = Uint8Array.from(file.numbers);
  // The first tree's root then leads to itself.
  new DataView(numbers.buffer).setInt32(model.inner.trees[0]!.low.offset, 0, true);
  expect(() => unpackClassifier({ ...file, numbers })).toThrow(/circles/);
});

test("files with any byte changed give an answer or a clear refusal, and nothing that is not a distribution", () => {
  const rng = createRng(9);
  for (const kind of CLASSIFIER_KINDS) {
    const file = packClassifier(fitted(kind));
    for (let round = 0; round < 60; round++) {
      const numbers = Uint8Array.from(file.numbers);
      numbers[Math.floor(rng() * numbers.length)]! ^= 1 << Math.floor(rng() * 8);
      try {
        const said = unpackClassifier({ ...file, numbers }).predict(asked);
        expect(said.every((p) => p >= 0 && p <= 1)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
      }
    }
  }
});
