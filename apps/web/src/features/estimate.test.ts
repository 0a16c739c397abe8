import { expect, test } from "vitest";
import { estimateAccuracy } from "./estimate.ts";

test("93 of 100 lie between 86.3 and 96.6%", () => {
  const estimate = estimateAccuracy(0.93, 100);
  expect(estimate?.value).toBe(0.93);
  expect(estimate?.low).toBeCloseTo(0.862505, 6);
  expect(estimate?.high).toBeCloseTo(0.965681, 6);
});

test("without predictions there is no estimate", () => {
  expect(estimateAccuracy(null, 0)).toBeNull();
});
