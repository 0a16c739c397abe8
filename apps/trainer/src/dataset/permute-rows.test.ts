import * as fc from "fast-check";
import { expect, test } from "vitest";
import { permuteRows } from "./permute-rows.ts";

test("row i becomes what row order[i] was", () => {
  const rows = Uint8Array.of(0, 0, 1, 1, 2, 2, 3, 3);
  permuteRows(rows, Int32Array.of(2, 0, 1, 3), 2);
  expect([...rows]).toEqual([2, 2, 0, 0, 1, 1, 3, 3]);
});

test("any permutation gives what copying would give", () => {
  const orders = fc
    .nat(20)
    .chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n }));
  fc.assert(
    fc.property(orders, (order) => {
      const rows = Uint8Array.from(order.flatMap((_, row) => [row, row + 100]));
      permuteRows(rows, Int32Array.from(order), 2);
      expect([...rows]).toEqual(order.flatMap((row) => [row, row + 100]));
    }),
  );
});
