import { expect, test } from "vitest";
import { occlusionMap, paintMap } from "./occlusion.ts";
import type { Predictor } from "./predictor.ts";

const SIZE = 48;

/** Says "white" with the share of white pixels in the top left quarter, doubled. */
const cornerReader = {
  description: { image: { size: SIZE }, classNames: ["white", "not"] },
  predict: (pixels: Uint8Array) => {
    const length = SIZE * SIZE * 3;
    const said: number[] = [];
    for (let start = 0; start < pixels.length; start += length) {
      let white = 0;
      for (let y = 0; y < SIZE / 2; y++) {
        for (let x = 0; x < SIZE / 2; x++)
          if (pixels[start + (y * SIZE + x) * 3] === 255) white += 1;
      }
      const p = white / (SIZE / 2) ** 2;
      said.push(p, 1 - p);
    }
    return Promise.resolve(Float64Array.from(said));
  },
} as unknown as Predictor;

/** White in the top left quarter, black elsewhere. */
const image = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => {
  const [x, y] = [Math.floor(i / 3) % SIZE, Math.floor(i / 3 / SIZE)];
  return x < SIZE / 2 && y < SIZE / 2 ? 255 : 0;
});

test("only what the class hangs on matters, and by as much as it is covered", async () => {
  const { cells, drops } = await occlusionMap(cornerReader, image, 0);
  expect(drops).toHaveLength(cells * cells);
  // A cover of 12 x 12 pixels that lies wholly in the quarter of 24 x 24 takes a quarter of it away.
  expect(drops[3 * cells + 3]).toBeCloseTo(0.25, 9);
  expect(drops[11 * cells + 11]).toBe(0);
  const against = await occlusionMap(cornerReader, image, 1);
  expect(against.drops[3 * cells + 3]).toBeCloseTo(-0.25, 9);
});

test("the painted map is warm where the class is, grey elsewhere, cold where it speaks against it", async () => {
  const pixel = (painted: Uint8Array, x: number, y: number) =>
    Array.from(painted.subarray((y * SIZE + x) * 3, (y * SIZE + x) * 3 + 3));
  const warm = paintMap(image, SIZE, await occlusionMap(cornerReader, image, 0));
  const [red, , blue] = pixel(warm, 14, 14);
  expect(red).toBeGreaterThan(blue! + 100);
  expect(new Set(pixel(warm, 46, 46)).size).toBe(1);
  const cold = paintMap(image, SIZE, await occlusionMap(cornerReader, image, 1));
  const [less, , more] = pixel(cold, 14, 14);
  expect(more).toBeGreaterThan(less! + 50);
});
