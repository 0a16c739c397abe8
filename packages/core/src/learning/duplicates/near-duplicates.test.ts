import { expect, test } from "vitest";
import { createRng, gaussian, type Rng } from "../../analysis/random/index.ts";
import { createSketches, findNearDuplicates, type NearDuplicates, sketchImage } from "./index.ts";

const SIDE = 48;

/** Smooth blobs of colour, shape [S, S, 3], at any size: the same seed shows the same scene. */
function scene(seed: number, side = SIDE): Uint8Array {
  const rng = createRng(seed);
  const blobs = Array.from({ length: 12 }, () => [rng(), rng(), 0.05 + 0.2 * rng()] as const);
  const colours = blobs.map(() => [0, 0, 0].map(() => 200 * (rng() - 0.5)));
  return draw(side, (x, y, c) => {
    const shades = blobs.map(([cx, cy, r], i) => {
      const distance = ((x - cx) ** 2 + (y - cy) ** 2) / r ** 2;
      return colours[i]![c]! * Math.exp(-distance);
    });
    return 128 + shades.reduce((sum, value) => sum + value, 0);
  });
}

function draw(side: number, at: (x: number, y: number, c: number) => number): Uint8Array {
  return Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const value = at((pixel % side) / side, Math.floor(pixel / side) / side, i % 3);
    return Math.max(0, Math.min(255, Math.round(value)));
  });
}

function mirror(pixels: Uint8Array): Uint8Array {
  return pixels.map((_, i) => {
    const [row, x, c] = [Math.floor(i / (SIDE * 3)), Math.floor(i / 3) % SIDE, i % 3];
    return pixels[(row * SIDE + SIDE - 1 - x) * 3 + c]!;
  });
}

const noisy = (pixels: Uint8Array, rng: Rng) =>
  pixels.map((value) => Math.max(0, Math.min(255, value + 6 * gaussian(rng))));

function find(
  images: readonly Uint8Array[],
  keys = images.map((_, i) => String(i)),
): NearDuplicates {
  const sketches = createSketches(images.length);
  for (const [i, pixels] of images.entries()) sketchImage(sketches, i, pixels);
  const search = findNearDuplicates(sketches, keys);
  for (;;) {
    const step = search.next();
    if (step.done) return step.value;
  }
}

const pairsOf = (found: NearDuplicates) => found.pairs.map(({ first, second }) => [first, second]);

test("scenes that differ are not near-duplicates, in any of 79,800 pairs", () => {
  const scenes = Array.from({ length: 400 }, (_, i) => scene(i + 1, 32));
  expect(find(scenes)).toEqual({ pairs: [], isComplete: true });
});

test.each<[string, (pixels: Uint8Array) => Uint8Array]>([
  ["noise", (pixels) => noisy(pixels, createRng(9))],
  ["more light", (pixels) => pixels.map((value) => Math.min(255, value + 20))],
  ["less contrast", (pixels) => pixels.map((value) => 128 + (value - 128) * 0.7)],
  ["another tint", (pixels) => pixels.map((value, i) => Math.min(255, value + (i % 3) * 10))],
  ["coarse levels", (pixels) => pixels.map((value) => value & 0xf0)],
])("found after a change of %s", (_, change) => {
  const scenes = Array.from({ length: 30 }, (_, i) => scene(i + 1));
  const found = find([...scenes, ...scenes.map(change)]);
  expect(pairsOf(found)).toEqual(scenes.map((_, i) => [i, i + 30]));
  expect(found.pairs.every(({ isMirrored }) => !isMirrored)).toBe(true);
});

test("found at another size", () => {
  const scenes = Array.from({ length: 10 }, (_, i) => scene(i + 1, 64));
  const found = find([...scenes, ...scenes.map((_, i) => scene(i + 1, 200))]);
  expect(pairsOf(found)).toEqual(scenes.map((_, i) => [i, i + 10]));
});

test("found when mirrored, and said to be", () => {
  const scenes = Array.from({ length: 30 }, (_, i) => scene(i + 1));
  const found = find([...scenes, ...scenes.map(mirror)]);
  expect(pairsOf(found)).toEqual(scenes.map((_, i) => [i, i + 30]));
  for (const { isMirrored, similarity } of found.pairs) {
    expect(isMirrored).toBe(true);
    expect(similarity).toBeGreaterThan(0.99);
    expect(similarity).toBeLessThanOrEqual(1);
  }
});

test("an image that is its own mirror image is found once, as it is", () => {
  const whole = draw(SIDE, (x, y) => 128 + 80 * Math.cos(2 * Math.PI * x) + 40 * y);
  const found = find([whole, noisy(whole, createRng(2))]);
  expect(found.pairs).toMatchObject([{ first: 0, second: 1, isMirrored: false }]);
});

test("images that show nothing are not compared", () => {
  const flat = Array.from({ length: 3000 }, (_, i) => draw(16, () => 100 + (i % 3)));
  expect(find(flat).pairs).toEqual([]);
});

test("the same shapes in other colours are other images", () => {
  const red = draw(SIDE, (x, y, c) => (c === 0 ? 200 : 40) + 30 * Math.sin(9 * x + 5 * y));
  const blue = draw(SIDE, (x, y, c) => (c === 2 ? 200 : 40) + 30 * Math.sin(9 * x + 5 * y));
  expect(find([red, blue]).pairs).toEqual([]);
});

test("copies are compared once, under the name of the first", () => {
  const images = [scene(1), scene(1), noisy(scene(1), createRng(3)), scene(2)];
  expect(pairsOf(find(images, ["a", "a", "b", "c"]))).toEqual([[0, 2]]);
});

test("no images, no pairs; one pixel is enough to be read", () => {
  expect(find([])).toEqual({ pairs: [], isComplete: true });
  expect(find([new Uint8Array(3), new Uint8Array(3)]).pairs).toEqual([]);
});

test("a thousand frames of one film end with a word that pairs are missing", () => {
  const still = scene(5, 32);
  const frames = Array.from({ length: 1000 }, (_, i) => noisy(still, createRng(i)));
  const found = find(frames);
  expect(found.isComplete).toBe(false);
  expect(found.pairs.length).toBeGreaterThan(100_000);
  expect(found.pairs.length).toBeLessThan(102_000);
});
