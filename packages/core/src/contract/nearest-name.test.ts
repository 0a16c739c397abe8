import { expect, test } from "vitest";
import { nearestName } from "./nearest-name.ts";

const methods = ["fine-tuned", "scratch", "raw-pixels", "frozen-features"];

test.each([
  ["fine-tune", "fine-tuned"],
  ["FineTuned", "fine-tuned"],
  ["scrtach", "scratch"],
  ["raw_pixel", "raw-pixels"],
])("%s probably means %s", (typed, meant) => {
  expect(nearestName(typed, methods)).toBe(meant);
});

test("a name that is far from all gets no guess", () => {
  expect(nearestName("resnet", methods)).toBeNull();
  expect(nearestName("x", [])).toBeNull();
});
