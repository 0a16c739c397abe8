import "@tensorflow/tfjs-backend-cpu";
import { expect, test } from "vitest";
import { imageBatch } from "./image-batch.ts";
import { MIRRORED_VIEW, PLAIN_VIEW } from "./view.ts";

// Two images of 2 x 2 pixels.
const pixels = Uint8Array.of(
  0,
  51,
  255,
  10,
  20,
  30,
  1,
  2,
  3,
  4,
  5,
  6,
  ...Array<number>(12).fill(255),
);

test("maps 0 and 255 to the ends of the range", () => {
  const batch = imageBatch({ pixels, size: 2, range: [-1, 1] }, [1, 0]);
  expect(batch.shape).toEqual([2, 2, 2, 3]);
  const values = batch.dataSync();
  expect(Array.from(values.subarray(0, 12))).toEqual(Array<number>(12).fill(1));
  expect(values[12]).toBe(-1);
  expect(values[13]).toBeCloseTo(-0.6, 6);
  expect(values[14]).toBe(1);
});

test("mirrors left to right and keeps red, green and blue in their places", () => {
  const batch = imageBatch(
    { pixels, size: 2, range: [0, 255] },
    [0, 0],
    [MIRRORED_VIEW, PLAIN_VIEW],
  );
  const values = [...batch.dataSync()].map(Math.round);
  expect(values.slice(0, 12)).toEqual([10, 20, 30, 0, 51, 255, 4, 5, 6, 1, 2, 3]);
  expect(values.slice(12)).toEqual([...pixels.subarray(0, 12)]);
});
