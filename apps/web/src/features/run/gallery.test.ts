import { measureRun } from "@graft/core/analysis/metrics";
import { expect, test } from "vitest";
import { chooseImages } from "./gallery.tsx";
import { measureTest } from "./run-test.ts";
import { type GallerySelection, parseShow, showText } from "./view.tsx";

/** Its name, true class, and the probability of class 1 of two. */
const said = (
  [
    ["sure-right", 0, 0.01],
    ["unsure-wrong", 0, 0.55],
    ["unsure-right", 1, 0.6],
    ["sure-wrong", 1, 0.02],
  ] as const
).map(([hash, trueLabel, p], imageId) => ({
  imageId,
  hash,
  source: `${hash}.png`,
  trueLabel,
  predicted: p > 0.5 ? 1 : 0,
  probabilities: [1 - p, p],
}));
const { images, predictions } = measureTest(said, { numClasses: 2 });
const names = (choice: Partial<GallerySelection>) =>
  chooseImages(images, { show: { kind: "all" }, of: null, sort: "wrong", ...choice }).map(
    ({ hash }) => hash,
  );

const named = (positions: readonly number[]) => positions.map((i) => images[i]?.hash);

test("errors: the least probable truth first", () => {
  expect(names({ show: { kind: "errors" } })).toEqual(["sure-wrong", "unsure-wrong"]);
});

test("the orders are those of the measurements", () => {
  const measured = measureRun(predictions, {
    properties: ["worstClassifiedExamples", "leastCertainExamples"],
  });
  expect(names({ sort: "wrong" })).toEqual(named(measured.worstClassifiedExamples));
  expect(names({ sort: "unsure" })).toEqual(named(measured.leastCertainExamples));
});

test("most certain errors, then the right ones that were in doubt", () => {
  expect(names({ sort: "sure-errors" })).toEqual([
    "sure-wrong",
    "unsure-wrong",
    "unsure-right",
    "sure-right",
  ]);
});

test("by class: true class, then what it was taken for", () => {
  expect(names({ sort: "class" })).toEqual([
    "sure-right",
    "unsure-wrong",
    "sure-wrong",
    "unsure-right",
  ]);
});

test("a cell holds the images of one class taken for one class, a filter those of one class", () => {
  expect(names({ show: { kind: "cell", truth: 1, predicted: 0 } })).toEqual(["sure-wrong"]);
  expect(names({ of: 1 })).toEqual(["sure-wrong", "unsure-right"]);
});

test("the view stands in the address", () => {
  for (const text of [null, "all", "0-1", "1-1"]) {
    expect(showText(parseShow(text, 2))).toBe(text);
  }
});

test("an address that names no view shows the errors", () => {
  for (const bad of ["2-0", "0", "-1-0", "0-1-1", "a-b", ""]) {
    expect(parseShow(bad, 2), bad).toEqual({ kind: "errors" });
  }
});
