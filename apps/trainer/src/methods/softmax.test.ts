import { expect, test } from "vitest";
import { softmaxRows } from "./softmax.ts";

test("gives each row's probabilities, also for huge logits", () => {
  const found = softmaxRows([Math.log(1), Math.log(3), 1000, 1000, -5000, 0], 2);
  expect(found[0]).toBeCloseTo(0.25, 12);
  expect(found[1]).toBeCloseTo(0.75, 12);
  expect([...found.subarray(2)]).toEqual([0.5, 0.5, 0, 1]);
});
