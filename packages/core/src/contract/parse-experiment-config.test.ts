import * as fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "./errors.ts";
import { parseExperimentConfig } from "./parse-experiment-config.ts";

const minimal = {
  name: "demo",
  dataset: { kind: "folder", path: "images" },
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
    dataset: { kind: "folder", path: "images", imageSize: 224, onBadImage: "fail" },
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
  ...(
    [
      [[0, 0], "[0, 0] would make all images alike"],
      [[5, 5], "[5, 5] would make all images alike"],
      [[0, 1e-9], "[0, 1e-9] would make all images alike"],
      [[1, 0], "[1, 0] is reversed"],
      [[255, 0], "[255, 0] is reversed"],
      [[0, 1e30], "[0, 1e+30] is far beyond what a net is trained on"],
      [[-1e6, 1], "far beyond"],
      [[0, Number.NaN], "inputRange[1]: found NaN, expected a number"],
      [[0, Number.POSITIVE_INFINITY], "inputRange[1]: found Infinity, expected a number"],
      [[0], "inputRange: found [0], expected"],
      [[0, 1, 2], "inputRange: found [0,1,2], expected"],
      ["0,1", 'inputRange: found "0,1", expected a list'],
      [[0, "255"], 'inputRange[1]: found "255", expected a number: write 255 without quotes'],
    ] as const
  ).map(([inputRange, expected]): [string, unknown, string] => [
    `the input range ${String(inputRange)}`,
    { ...minimal, backbone: { kind: "file", path: "x", inputRange } },
    expected,
  ]),
  ["a number in quotes", { ...minimal, seed: "8" }, 'seed: found "8", expected a number: write 8'],
  [
    "an address with a password, which is not repeated",
    { ...minimal, backbone: { kind: "url", url: "https://me:secret@example.org/model.json" } },
    'backbone.url: found "https://REDACTED@example.org/model.json", expected',
  ],
  ...(
    [
      [
        "dataset.imageSize",
        { dataset: { ...minimal.dataset, imageSize: 100_000 } },
        "at most 1024",
      ],
      ["repeats", { repeats: 1e9 }, "at most 100"],
      ["methods[0].epochs", { methods: [{ kind: "scratch", epochs: 1e12 }] }, "at most 10000"],
      ["methods[0].batchSize", { methods: [{ kind: "scratch", batchSize: 1e9 }] }, "at most 1024"],
      ["dataset.perClass", { dataset: { kind: "generated", perClass: 1e9 } }, "at most 10000"],
      [
        "methods",
        { methods: Array(101).fill("raw-pixels") },
        "a list with a length of at most 100",
      ],
    ] as const
  ).map(([where, change, expected]): [string, unknown, string] => [
    `an absurd ${where}`,
    { ...minimal, ...change },
    expected,
  ]),
  ["a path with a NUL", { ...minimal, dataset: { kind: "folder", path: "a\0b" } }, "has a NUL"],
  [
    "more tiles than an image may have",
    { ...minimal, dataset: { kind: "generated", as: "mosaics", perClass: 9990 } },
    "dataset.perClass: at most 5340 for mosaics",
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

test.each([
  ["nothing", "  ", "name: "],
  ["a NUL", "a\0b", "name: has the invisible or control character U+0000"],
  ["half a character", "a\uD800", "name: has half a character (the lone surrogate U+D800)"],
  ["text turned around", "cat\u202Egpj", "character U+202E"],
  ["a space of no width", "cat\u200B", "character U+200B"],
  ["a blank that is a letter", "\u3164", "character U+3164"],
  ["a line break", "a\nb", "character U+000A"],
  ["an end of line of Unicode's", "a\u2028b", "character U+2028"],
  ["a tag", "a\u{E0041}", "character U+E0041"],
])("refuses %s in a name and in a class", (_, text, expected) => {
  expect(faultOf({ ...minimal, name: text })).toContain(expected);
  const mosaics = [{ image: "a.png", label: text }];
  const fault = faultOf({ ...minimal, dataset: { kind: "mosaic", mosaics } });
  expect(fault).toContain(expected.replace("name", "dataset.mosaics[0].label"));
});

test.each([
  "Hüte",
  "日本語",
  "می\u200Cخواهم",
  "👩\u200D👩\u200D👧",
  "❤\uFE0F",
  "a b/c:d",
  "__proto__",
])("lets the name %s through", (name) => {
  expect(parseExperimentConfig({ ...minimal, name }).name).toBe(name);
});

test("one spelling of a name", () => {
  expect(parseExperimentConfig({ ...minimal, name: " e\u0301 " }).name).toBe("\u00E9");
});

test("a hundred thousand faults and a key of ten million letters make a short message", () => {
  const keys = Array.from({ length: 100_000 }, (_, index) => [`key${index}`, index]);
  const many = faultOf({ ...minimal, ...Object.fromEntries(keys) });
  expect(many.length).toBeLessThan(1300);
  expect(many).toMatch(/and 99,?\d{3} more faults/);
  const long = faultOf({ ...minimal, ["k".repeat(1e7)]: 1, name: "n".repeat(1e7) });
  expect(long.length).toBeLessThan(1300);
  expect(long).toContain("(10000000 characters): unknown key");
});

const ownFault = fc.oneof(
  fc.constantFrom<unknown>(Number.NaN, -0, 1e308, 1.5, "8", "", null, [], {}, "\uD800", "\0", true),
  fc.anything({ maxDepth: 3 }),
);
const names = fc.oneof(
  fc.constantFrom(
    ..."__proto__ constructor toString kind path name methods epochs dataset backbone".split(" "),
    ..."inputRange url split 0 1 classifiers device".split(" "),
  ),
  fc.string({ maxLength: 2000, unit: "binary" }),
);

/** Sets, adds or replaces something anywhere in a config. */
function mangled(config: unknown, path: readonly string[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  const old = typeof config === "object" && config !== null ? config : {};
  const copy: Record<string, unknown> | unknown[] = Array.isArray(old) ? [...old] : { ...old };
  const inner = mangled((old as Record<string, unknown>)[step], rest, value);
  Object.defineProperty(copy, step, {
    value: inner,
    enumerable: true,
    configurable: true,
    writable: true,
  });
  return copy;
}

test("any mangled config is taken or refused by a short AppError, and nothing else happens", () => {
  const whole = {
    ...minimal,
    backbone: { kind: "url", url: "https://example.org/model.json", inputRange: [0, 1] },
    methods: ["raw-pixels", { kind: "fine-tuned", epochs: 2 }],
  };
  const changes = fc.array(fc.tuple(fc.array(names, { maxLength: 4 }), ownFault), { maxLength: 4 });
  fc.assert(
    fc.property(changes, (list) => {
      const config = list.reduce<unknown>(
        (before, [path, value]) =>
          Array.isArray(before) && !/^[01]$/.test(path[0] ?? "0")
            ? before
            : mangled(before, path, value),
        whole,
      );
      try {
        parseExperimentConfig(config);
      } catch (error) {
        expect(error).toBeInstanceOf(AppError);
        expect((error as AppError).code).toBe("CONFIG_INVALID");
        expect((error as AppError).message.length).toBeLessThan(1300);
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("names every fault at once", () => {
  const message = faultOf({ ...minimal, seed: -1, device: "tpu", extra: 1 });
  expect(message.match(/^ {2}- /gm)).toHaveLength(3);
  expect(message.startsWith("exp.json is not a valid experiment")).toBe(true);
});
