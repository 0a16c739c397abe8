import { expect, test } from "vitest";
import { AppError } from "../errors.ts";
import { parseExperimentConfig } from "./parse-experiment-config.ts";

const minimal = {
  name: "demo",
  dataset: { kind: "folder", path: "pictures" },
  methods: ["raw-pixels"],
};

function faultOf(config: unknown): string {
  try {
    parseExperimentConfig(config, "exp.json");
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe("CONFIG_INVALID");
    return `${(error as AppError).message}\n`;
  }
  return "no fault";
}

test("only name, dataset and methods are required; every default is resolved", () => {
  const config = parseExperimentConfig(minimal);
  expect(config).toEqual({
    name: "demo",
    seed: 1,
    dataset: { kind: "folder", path: "pictures", imageSize: 224, onBadImage: "fail" },
    split: { train: 2 / 3, test: 1 / 3, validation: 0, stratify: true },
    methods: [
      {
        kind: "raw-pixels",
        classifiers: expect.arrayContaining(["logistic-regression", "k-nearest-neighbours"]),
        folds: 5,
        pixelSize: 32,
      },
    ],
    repeats: 1,
    device: "auto",
  });
});

test("parsing a resolved config changes nothing", () => {
  const config = parseExperimentConfig(minimal);
  expect(parseExperimentConfig(config)).toEqual(config);
});

test.each([
  [
    "an unknown key, with the nearest valid one",
    { ...minimal, sede: 3 },
    'sede: unknown key; did you mean "seed"?',
  ],
  [
    "an unknown key deep inside",
    { ...minimal, methods: [{ kind: "raw-pixels", fold: 3 }] },
    'methods[0].fold: unknown key; did you mean "folds"?',
  ],
  [
    "a setting of another method",
    { ...minimal, methods: [{ kind: "raw-pixels", learningRate: 3 }] },
    "methods[0].learningRate: unknown key; valid keys: kind, classifiers, folds, pixelSize\n",
  ],
  [
    "an unknown key of a data set",
    { ...minimal, dataset: { kind: "folder", path: "x", imagesize: 3 } },
    'dataset.imagesize: unknown key; did you mean "imageSize"?',
  ],
  ["a wrong type", { ...minimal, seed: "one" }, 'seed: found "one", expected a number'],
  [
    "a fraction where a count is due",
    { ...minimal, repeats: 1.5 },
    "repeats: found 1.5, expected a whole number",
  ],
  ["an impossible value", { ...minimal, repeats: 0 }, "repeats: found 0, expected at least 1"],
  ["a missing key", { name: "x", methods: ["raw-pixels"] }, "dataset: missing, expected an object"],
  [
    "an unknown method as a bare name",
    { ...minimal, methods: ["raw-pixel"] },
    'methods[0].kind: found "raw-pixel", expected one of fine-tuned, scratch, raw-pixels, frozen-features; did you mean "raw-pixels"?',
  ],
  [
    "an unknown kind of data set",
    { ...minimal, dataset: { kind: "foldr", path: "x" } },
    'dataset.kind: found "foldr", expected one of folder, mosaic, manifest, generated; did you mean "folder"?',
  ],
  [
    "an unknown device",
    { ...minimal, device: "gpuu" },
    'device: found "gpuu", expected one of auto, gpu, cpu, tensorflow-gpu, webgpu, tensorflow, wasm; did you mean "gpu"?',
  ],
  [
    "a count that is no whole number",
    { ...minimal, split: { train: 1.5 } },
    "split.train: must be a whole number",
  ],
  [
    "an empty list",
    { ...minimal, methods: [] },
    "methods: found [], expected a list with a length of at least 1",
  ],
  [
    "an input range of nothing",
    { ...minimal, backbone: { kind: "file", path: "x", inputRange: [1, 1] } },
    "backbone.inputRange: the first value must be below the second",
  ],
  [
    "an address that is not safe",
    { ...minimal, backbone: { kind: "url", url: "http://example.org/model.json" } },
    'backbone.url: found "http://example.org/model.json", expected the https address',
  ],
  [
    "a hash that is none",
    { ...minimal, backbone: { kind: "url", url: "https://example.org/model.json", sha256: "A" } },
    'backbone.sha256: found "A", expected 64 hexadecimal digits',
  ],
  [
    "a kind of backbone that there is not",
    { ...minimal, backbone: { kind: "ulr", url: "https://example.org/model.json" } },
    'backbone.kind: found "ulr", expected one of built-in, file, url; did you mean "url"?',
  ],
  [
    "a method without its backbone",
    { ...minimal, methods: ["scratch"] },
    'backbone: missing, but the method "scratch" needs one',
  ],
  ["no object at all", 7, "(whole file): found 7, expected an object"],
])("refuses %s", (_, config, expected) => {
  expect(faultOf(config)).toContain(expected);
});

test("names every fault at once", () => {
  const message = faultOf({ ...minimal, seed: -1, device: "tpu", extra: 1 });
  expect(message.match(/^ {2}- /gm)).toHaveLength(3);
  expect(message.startsWith("exp.json is not a valid experiment")).toBe(true);
});
