import { expect, test } from "vitest";
import { matrixExcerpt } from "./matrix.tsx";

test("few classes are shown as they are", () => {
  const counts = [
    [3, 1],
    [0, 4],
  ];
  expect(matrixExcerpt(counts)).toEqual({ classes: [0, 1], counts, supports: [4, 4] });
});

test("of many classes those with the most errors, their shares still those of the whole", () => {
  // 25 classes of 10 images; class k from 13 on gives k images to the class before it, at most 10.
  const counts = Array.from({ length: 25 }, (_, truth) => {
    const row = Array<number>(25).fill(0);
    const lost = truth < 13 ? 0 : Math.min(10, truth - 12);
    row[truth] = 10 - lost;
    if (lost > 0) row[truth - 1] = lost;
    return row;
  });
  const { classes, counts: part, supports } = matrixExcerpt(counts);
  // Class 12 errs never but is taken for once, class 13 errs once and is taken for twice, and so on.
  expect(classes).toEqual([13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24]);
  expect(supports).toEqual(Array<number>(12).fill(10));
  expect(part[0]?.[0]).toBe(9);
  expect(part[1]?.slice(0, 2)).toEqual([2, 8]);
});
