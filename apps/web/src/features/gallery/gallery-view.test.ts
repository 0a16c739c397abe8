import { expect, test } from "vitest";
import { parseView, selectItems, viewText } from "./gallery-view.ts";

const item = (hash: string, [truth, predicted]: [number, number], probability: number) => ({
  hash,
  source: `${hash}.png`,
  truth,
  predicted,
  probability,
});

const items = [
  item("sure-right", [0, 0], 0.99),
  item("unsure-wrong", [0, 1], 0.55),
  item("unsure-right", [1, 1], 0.6),
  item("sure-wrong", [1, 0], 0.98),
];
const names = (view: Parameters<typeof selectItems>[1]) =>
  selectItems(items, view).map((picture) => picture.hash);

test("errors: the most confidently wrong first", () => {
  expect(names({ kind: "errors" })).toEqual(["sure-wrong", "unsure-wrong"]);
});

test("all: the wrong ones, then the right ones from the least certain", () => {
  expect(names({ kind: "all" })).toEqual([
    "sure-wrong",
    "unsure-wrong",
    "unsure-right",
    "sure-right",
  ]);
});

test("a cell holds the pictures of one class taken for one class", () => {
  expect(names({ kind: "cell", truth: 1, predicted: 0 })).toEqual(["sure-wrong"]);
  expect(names({ kind: "cell", truth: 0, predicted: 0 })).toEqual(["sure-right"]);
});

test("the view stands in the address", () => {
  for (const text of [null, "all", "0-1", "1-1"]) {
    expect(viewText(parseView(text ?? undefined, 2))).toBe(text);
  }
});

test("an address that names no view shows the errors", () => {
  for (const bad of ["2-0", "0", "-1-0", "0-1-1", "a-b", ["all"]]) {
    expect(parseView(bad, 2), String(bad)).toEqual({ kind: "errors" });
  }
});
