import { expect, test } from "vitest";
import { classTargets } from "./class-targets.ts";

const rounded = (values: Float32Array) => Array.from(values, (value) => Number(value.toFixed(6)));

test("all for the labelled class, unless smoothed: then a part is spread over all", () => {
  expect([...classTargets([2, 0], { numClasses: 3 })]).toEqual([0, 0, 1, 1, 0, 0]);
  expect([...classTargets([2, 0], { numClasses: 3, smoothing: 0, mix: null })]).toEqual([
    0, 0, 1, 1, 0, 0,
  ]);
  expect(rounded(classTargets([1], { numClasses: 4, smoothing: 0.2 }))).toEqual([
    0.05, 0.85, 0.05, 0.05,
  ]);
});

test("a blend has a part of each of two classes", () => {
  const mix = { share: 0.75, partners: Int32Array.of(1, 0) };
  expect(rounded(classTargets([0, 1], { numClasses: 2, mix }))).toEqual([0.75, 0.25, 0.25, 0.75]);
  expect(rounded(classTargets([1, 1], { numClasses: 2, mix }))).toEqual([0, 1, 0, 1]);
  expect(rounded(classTargets([0, 1], { numClasses: 2, mix, smoothing: 0.2 }))).toEqual([
    0.7, 0.3, 0.3, 0.7,
  ]);
});
