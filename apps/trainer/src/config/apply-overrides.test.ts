import { AppError } from "@graft/core/contract/errors";
import { expect, test } from "vitest";
import { applyOverrides } from "./apply-overrides.ts";

const config = {
  seed: 1,
  split: { train: 200 },
  methods: [{ kind: "fine-tuned", epochs: 8 }, "scratch"],
};

test("sets numbers, text and settings deep inside, and leaves the original alone", () => {
  const before = structuredClone(config);
  const changed = applyOverrides(config, ["seed=2", "name=a=b", "split.test=100", "device=cpu"]);
  expect(changed).toEqual({
    ...config,
    seed: 2,
    name: "a=b",
    split: { train: 200, test: 100 },
    device: "cpu",
  });
  expect(config).toEqual(before);
});

test("names a method by its kind or its position; a bare name becomes an object", () => {
  const changed = applyOverrides(config, ["methods.fine-tuned.epochs=2", "methods.1.epochs=3"]);
  expect(changed).toMatchObject({
    methods: [
      { kind: "fine-tuned", epochs: 2 },
      { kind: "scratch", epochs: 3 },
    ],
  });
});

test.each([
  ["seed", "expected key=value"],
  ["=3", "expected key=value"],
  ["methods.raw-pixels.folds=3", 'the list has no "raw-pixels"; it has fine-tuned, scratch'],
  ["seed.x=3", '"seed" has no settings inside'],
  ["__proto__.x=3", '"__proto__" is not a setting'],
  ["split.constructor=3", '"constructor" is not a setting'],
  ['split={"__proto__":{"x":1}}', '"__proto__" is not a setting'],
  ['split={"train":1,"train":2}', '"train" is given twice'],
  ["seed=1e999", "1e999 is too large a number"],
  [`methods=${"[".repeat(10_000)}${"]".repeat(10_000)}`, "nested more than 200 deep"],
  [`${"a.".repeat(100_000)}b=1`, "no setting lies that deep"],
  [`methods.${"x".repeat(1e6)}.epochs=1`, "(1000000 characters)"],
  ["seed.x=https://example.org/?token=secret", "?token=REDACTED"],
])("refuses --set %s", (override, expected) => {
  expect(() => applyOverrides(config, [override])).toThrow(AppError);
  expect(() => applyOverrides(config, [override])).toThrow(expected);
  expect(() => applyOverrides(config, [override])).not.toThrow(/secret|.{500}/);
  expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
});
