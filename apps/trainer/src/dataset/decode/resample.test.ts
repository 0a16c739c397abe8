import { createHash } from "node:crypto";
import { coverSquare as coverInJavaScript } from "@graft/core/learning/model/cover-square";
import { expect, test } from "vitest";
import { coverSquare, type RgbImage } from "./resample.ts";

// Every expected value is Pillow 13's: ImageOps.fit(image, (side, side), Image.LANCZOS).

/** Noise that Python makes alike: byte i is bits 13 to 20 of i * 2654435761. */
function noise(width: number, height: number): RgbImage {
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.imul(i, 2_654_435_761) >>> 13;
  return { pixels, width, height };
}

/** Grey that grows along x by `step` a pixel. */
function ramp(side: number, step: number): RgbImage {
  const pixels = Uint8Array.from(
    { length: side * side * 3 },
    (_, i) => (Math.floor(i / 3) % side) * step,
  );
  return { pixels, width: side, height: side };
}

const mirror = ({ pixels, width, height }: RgbImage): RgbImage => ({
  pixels: pixels.map((_, i) => {
    const [row, x, channel] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width, i % 3];
    return pixels[(row * width + width - 1 - x) * 3 + channel]!;
  }),
  width,
  height,
});

const firstRow = (pixels: Uint8Array, side: number) =>
  [...pixels.subarray(0, side * 3)].filter((_, i) => i % 3 === 0);

test("a ramp enlarged or shrunk is Pillow's", async () => {
  expect(firstRow(await coverSquare(ramp(4, 85), 10), 10)).toEqual([
    0, 4, 32, 74, 113, 142, 181, 223, 251, 255,
  ]);
  expect(firstRow(await coverSquare(ramp(64, 4), 7), 7)).toEqual([16, 52, 90, 126, 162, 200, 236]);
});

test("noise enlarged, shrunk and cropped is Pillow's, value by value", async () => {
  expect([...(await coverSquare(noise(3, 3), 8))].slice(0, 24)).toEqual([
    0, 192, 135, 0, 215, 143, 0, 252, 156, 2, 255, 179, 47, 209, 207, 93, 100, 225, 122, 16, 233,
    132, 0, 239,
  ]);
  // An odd difference of the sides: the square begins in the middle of a pixel.
  expect([...(await coverSquare(noise(40, 31), 4))]).toEqual([
    124, 125, 126, 123, 126, 127, 126, 128, 129, 126, 129, 131, 130, 130, 128, 124, 123, 123, 126,
    126, 126, 129, 127, 127, 129, 131, 131, 127, 126, 128, 124, 124, 126, 126, 127, 126, 130, 126,
    128, 133, 130, 131, 132, 127, 128, 125, 125, 124,
  ]);
});

test.each([
  [500, 375, 224, "eb62f86c0abba517059baeba719d7bb76883c4d9ce71904f219df0ecc7a8d761"],
  [375, 500, 224, "3725622d87e61ce91a04c86aee6067d65592c4463d9cdf5386dac34712032644"],
  [96, 64, 224, "112b46458a06ac16b2bf1db7ba7470037170d592026589e1357cf486d0af036b"],
  [3001, 2000, 224, "08203b25c1d8f006707ecbb47a079480b01c8954bc01987be1ee65fa220f5e8c"],
  [1, 500, 16, "476bc5f4f754065e5c97a76c907703acad0698d89aebd3e413c1e892bb464a69"],
  [60_000, 2, 16, "86f9e9c3a3036aa65ce4e3847d769c9f4aee5d0075687a05236b120510ca8eab"],
])("%i x %i to %i has the bits of Pillow's result", async (...args) => {
  const [width, height, side, expected] = args;
  const fitted = await coverSquare(noise(width, height), side);
  expect(createHash("sha256").update(fitted).digest("hex")).toBe(expected);
});

test("an image of the right size comes back as it is; mirrored in, mirrored out", async () => {
  const image = noise(24, 24);
  expect(await coverSquare(image, 24)).toEqual(image.pixels);
  const wide = noise(50, 33);
  const there = mirror({ pixels: await coverSquare(wide, 20), width: 20, height: 20 }).pixels;
  const back = await coverSquare(mirror(wide), 20);
  expect(back.every((value, i) => Math.abs(value - there[i]!) <= 1)).toBe(true);
});

/** The portable form of the same, as the exported page runs it. */
function inJavaScript({ pixels, width, height }: RgbImage, side: number): Promise<Uint8Array> {
  const read = (part: { left: number; top: number; width: number; height: number }) => {
    const rgba = Uint8Array.from({ length: part.width * part.height * 4 }, (_, i) => {
      const [pixel, channel] = [Math.floor(i / 4), i % 4];
      const x = part.left + (pixel % part.width);
      const y = part.top + Math.floor(pixel / part.width);
      return channel === 3 ? i & 255 : pixels[(y * width + x) * 3 + channel]!;
    });
    return Promise.resolve(rgba);
  };
  return coverInJavaScript({ width, height, read }, side);
}

test.each<[what: string, image: RgbImage, side: number]>([
  ["a ramp enlarged", ramp(4, 85), 10],
  ["a ramp shrunk", ramp(64, 4), 7],
  ["noise enlarged", noise(3, 3), 8],
  ["noise of odd size", noise(41, 32), 5],
  ["noise shrunk", noise(500, 375), 224],
  ["an upright photo's size", noise(375, 501), 96],
  ["an image of the right size", noise(96, 96), 96],
  // Black and white: the kernel's negative parts lead far beyond 0 and 255.
  ["edges", { ...noise(90, 61), pixels: noise(90, 61).pixels.map((v) => (v > 127 ? 255 : 0)) }, 33],
  ["a single pixel", noise(1, 1), 16],
  ["a column", noise(1, 500), 16],
  ["a line that is longer than a piece", noise(60_000, 2), 16],
  ["an image of several pieces", noise(1400, 1300), 224],
])("%s has the same bits in JavaScript as from the kernel", async (_what, image, side) => {
  expect(await inJavaScript(image, side)).toEqual(await coverSquare(image, side));
});
