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

test("of names equally near, one that only has more letters is meant", () => {
  const nets = ["mobilenet_v1_1.0_224", "mobilenet_v2_1.00_224"];
  expect(nearestName("mobilenet_v2_1.0_224", nets)).toBe("mobilenet_v2_1.00_224");
  expect(nearestName("mobilenet_v3_1.0_224", nets)).toBe("mobilenet_v1_1.0_224");
});

test("a name that is far from all gets no guess", () => {
  expect(nearestName("resnet", methods)).toBeNull();
  expect(nearestName("x", [])).toBeNull();
});
