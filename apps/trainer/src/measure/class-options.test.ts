import { expect, test } from "vitest";
import { parseDecision } from "./class-options.ts";

const CLASSES = ["drawing", "photo", "a:b"];

test("what is not given is left to the default", () => {
  expect(parseDecision({}, CLASSES)).toEqual({
    indeterminateThreshold: undefined,
    classPriors: undefined,
    utility: undefined,
  });
  expect(parseDecision({ threshold: "0.8" }, CLASSES)).toMatchObject({
    indeterminateThreshold: 0.8,
  });
});

test("classes without a prior share what is left", () => {
  const { classPriors } = parseDecision({ prior: ["photo=0.5"] }, CLASSES);
  expect(classPriors).toEqual([0.25, 0.5, 0.25]);
});

test("utilities change single pairs; a class name may hold a colon", () => {
  const { utility } = parseDecision({ utility: ["photo:drawing=-5", "a:b:photo=2"] }, CLASSES);
  expect(utility).toEqual([
    [1, 0, 0],
    [-5, 1, 0],
    [0, 2, 1],
  ]);
});

test.each([
  [{ threshold: "high" }, /--threshold high: "high" is not a number/],
  [{ threshold: "" }, /is not a number/],
  [{ prior: ["cat=0.5"] }, /--prior cat=0.5: expected class=value with classes of this run/],
  [{ prior: ["photo"] }, /--prior photo: expected name=number/],
  [{ utility: ["photo=1"] }, /expected true:predicted=value/],
  [{ utility: ["photo:drawing=much"] }, /"much" is not a number/],
])("refuses %j", (flags, message) => {
  expect(() => parseDecision(flags, CLASSES)).toThrow(message);
});
