import * as fc from "fast-check";
import { expect, test } from "vitest";
import { areaAverage } from "./area-average.ts";

const grey = (...values: number[]) => Uint8Array.from(values.flatMap((v) => [v, v, v]));
const red = (image: Float32Array) => [...image].filter((_, i) => i % 3 === 0);

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

test("averages whole blocks", () => {
  const image = grey(0, 20, 100, 100, 40, 60, 100, 100, 1, 1, 7, 7, 1, 1, 7, 7);
  const expected = [30, 100, 1, 7].map((value) => value / 255);
  for (const [i, value] of red(areaAverage(image, 4, 2)).entries()) {
    expect(value).toBeCloseTo(expected[i]!, 6);
  }
});

test("a pixel on the border of two counts for both by its parts", () => {
  // 3 -> 2 pixels: the first covers the first old one and half of the second.
  const image = grey(0, 90, 180, 0, 90, 180, 0, 90, 180);
  expect(red(areaAverage(image, 3, 2))[0]).toBeCloseTo(30 / 255, 6);
});

test("keeps the mean of the image, whatever the sizes", () => {
  const size = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(size, size, fc.integer(), (from, to, salt) => {
      const image = Uint8Array.from({ length: from * from * 3 }, (_, i) => (i * 71 + salt) & 255);
      expect(mean(areaAverage(image, from, to))).toBeCloseTo(mean(image) / 255, 5);
    }),
  );
});
