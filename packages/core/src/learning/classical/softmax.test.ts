import { expect, test } from "vitest";
import { softmaxRows } from "./softmax.ts";

test("gives each row's probabilities and the cross-entropy, also for huge logits", () => {
  const rows = Float64Array.of(Math.log(1), Math.log(3), 1000, 1000, -5000, 0);
  const loss = softmaxRows(rows, 2, Int32Array.of(1, 0, 1));
  expect(rows[0]).toBeCloseTo(0.25, 12);
  expect(rows[1]).toBeCloseTo(0.75, 12);
  expect([...rows.subarray(2)]).toEqual([0.5, 0.5, 0, 1]);
  // -ln 3/4 - ln 1/2 - ln 1
  expect(loss).toBeCloseTo(Math.log(8 / 3), 12);
});
