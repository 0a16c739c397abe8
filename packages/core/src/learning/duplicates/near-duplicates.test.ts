import { expect, test } from "vitest";
import { createRng, gaussian, type Rng } from "../../analysis/random/index.ts";
import { RENDERINGS, renderScene } from "../drawn-images/index.ts";
import {
  countParts,
  createSmallImages,
  joinParts,
  NearDuplicateSearch,
  type NearDuplicates,
  shrinkImage,
} from "./index.ts";

const SIDE = 96;
const SCENES = Array.from({ length: 24 }, (_, i) =>
  renderScene(RENDERINGS[i % 2]!, { seed: i + 1, size: SIDE }),
);

function draw(side: number, at: (x: number, y: number, c: number) => number): Uint8Array {
  return Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    const value = at((pixel % side) / side, Math.floor(pixel / side) / side, i % 3);
    return Math.max(0, Math.min(255, Math.round(value)));
  });
}

/** The square of an image that begins at (x, y), enlarged to the whole side; linear between pixels. */
function crop(pixels: Uint8Array, { x, y, side }: { x: number; y: number; side: number }) {
  const read = (row: number, column: number, c: number) => {
    const [i, j] = [row, column].map((at) => Math.max(0, Math.min(SIDE - 1, at)));
    return pixels[(i! * SIDE + j!) * 3 + c]!;
  };
  return draw(SIDE, (u, v, c) => {
    const [column, row] = [(x + u * side) * SIDE, (y + v * side) * SIDE];
    const [left, top] = [Math.floor(column), Math.floor(row)];
    const [fx, fy] = [column - left, row - top];
    const above = (1 - fx) * read(top, left, c) + fx * read(top, left + 1, c);
    const below = (1 - fx) * read(top + 1, left, c) + fx * read(top + 1, left + 1, c);
    return (1 - fy) * above + fy * below;
  });
}

function mirror(pixels: Uint8Array): Uint8Array {
  return pixels.map((_, i) => {
    const [row, x, c] = [Math.floor(i / (SIDE * 3)), Math.floor(i / 3) % SIDE, i % 3];
    return pixels[(row * SIDE + SIDE - 1 - x) * 3 + c]!;
  });
}

/** Each pixel from its own red, green and blue. */
function recolour(
  pixels: Uint8Array,
  change: (rgb: readonly [number, number, number]) => readonly number[],
): Uint8Array {
  const changed = pixels.slice();
  for (let i = 0; i < pixels.length; i += 3) {
    const own = change([pixels[i]!, pixels[i + 1]!, pixels[i + 2]!]);
    changed.set(
      own.map((value) => Math.max(0, Math.min(255, Math.round(value)))),
      i,
    );
  }
  return changed;
}

const luma = ([r, g, b]: readonly [number, number, number]) => 0.299 * r + 0.587 * g + 0.114 * b;

const noisy = (pixels: Uint8Array, rng: Rng) =>
  pixels.map((value) => Math.max(0, Math.min(255, value + 6 * gaussian(rng))));

function find(
  images: readonly Uint8Array[],
  {
    keys = images.map((_, i) => String(i)),
    sides = images.map((pixels) => Math.sqrt(pixels.length / 3)),
  } = {},
): NearDuplicates {
  const small = createSmallImages(images.length, Math.sqrt((images[0]?.length ?? 48) / 3));
  for (const [i, pixels] of images.entries()) shrinkImage(small, i, pixels);
  const search = new NearDuplicateSearch(small, { keys, sides });
  const parts = Array.from({ length: countParts({ keys, sides }) }, (_, i) => i);
  // Any order of the parts must give the same result.
  const backwards = parts.toReversed().map((part) => search.searchPart(part));
  return joinParts(backwards.toReversed());
}

const pairsOf = (found: NearDuplicates) => found.pairs.map(({ first, second }) => [first, second]);
const TWINS = SCENES.map((_, i) => [i, i + SCENES.length]);

test("scenes that differ are not near-duplicates, in any of 44,850 pairs", () => {
  const scenes = Array.from({ length: 300 }, (_, i) =>
    renderScene(RENDERINGS[i % 2]!, { seed: i + 1000, size: SIDE }),
  );
  expect(find(scenes)).toEqual({ pairs: [], isComplete: true });
});

test.each<[string, (pixels: Uint8Array) => Uint8Array]>([
  ["noise", (pixels) => noisy(pixels, createRng(9))],
  ["more light", (pixels) => pixels.map((value) => Math.min(255, value + 20))],
  ["less contrast", (pixels) => pixels.map((value) => 128 + (value - 128) * 0.7)],
  ["coarse levels", (pixels) => pixels.map((value) => value & 0xf0)],
  ["grey", (pixels) => recolour(pixels, (rgb) => [luma(rgb), luma(rgb), luma(rgb)])],
  ["turned hues", (pixels) => recolour(pixels, ([r, g, b]) => [g, b, r])],
  [
    "faded colours",
    (pixels) => recolour(pixels, (rgb) => rgb.map((c) => luma(rgb) + 0.4 * (c - luma(rgb)))),
  ],
])("found after a change of %s", (_, change) => {
  const found = find([...SCENES, ...SCENES.map(change)]);
  expect(pairsOf(found)).toEqual(TWINS);
  for (const { isMirrored, scale } of found.pairs) {
    expect(isMirrored).toBe(false);
    expect(scale).toBeGreaterThan(0.98);
  }
});

test.each([0.65, 0.8, 0.95])("found when cropped to %d of the side, with the scale", (side) => {
  const rng = createRng(3);
  const cropped = SCENES.map((pixels) => {
    return crop(pixels, { x: rng() * (1 - side), y: rng() * (1 - side), side });
  });
  const found = find([...SCENES, ...cropped]);
  expect(TWINS).toEqual(expect.arrayContaining(pairsOf(found)));
  expect(found.pairs.length).toBeGreaterThanOrEqual(SCENES.length - 1);
  for (const { scale } of found.pairs) expect(Math.abs(scale - side)).toBeLessThan(0.02);
});

test("found when mirrored, cropped and turned grey at once, and said to be mirrored", () => {
  const changed = SCENES.map((pixels) => {
    const cut = mirror(crop(pixels, { x: 0.1, y: 0.15, side: 0.75 }));
    return recolour(cut, (rgb) => [luma(rgb), luma(rgb), luma(rgb)]);
  });
  const found = find([...SCENES, ...changed]);
  expect(pairsOf(found)).toEqual(TWINS);
  expect(found.pairs.every(({ isMirrored }) => isMirrored)).toBe(true);
});

test("two crops of one scene that share most of it are found", () => {
  const left = SCENES.map((pixels) => crop(pixels, { x: 0, y: 0.1, side: 0.85 }));
  const right = SCENES.map((pixels) => crop(pixels, { x: 0.12, y: 0.1, side: 0.85 }));
  const found = pairsOf(find([...left, ...right]));
  expect(TWINS).toEqual(expect.arrayContaining(found));
  expect(found.length).toBeGreaterThan(0.75 * SCENES.length);
});

test("what is added to one of two images makes them different", () => {
  const [scene] = SCENES as [Uint8Array];
  const added = draw(SIDE, (x, y, c) => {
    const at = (Math.round(y * SIDE) * SIDE + Math.round(x * SIDE)) * 3 + c;
    const isInside = Math.hypot(x - 0.6, y - 0.4) < 0.12;
    return isInside ? 255 * ((Math.floor(20 * x) + Math.floor(20 * y)) % 2) : scene[at]!;
  });
  expect(find([scene, added]).pairs).toEqual([]);
});

/** A ring, drawn by a steady (0) or an unsteady hand. */
function ring(wobble: number): Uint8Array {
  return draw(SIDE, (x, y) => {
    const angle = Math.atan2(y - 0.5, x - 0.5);
    const radius = 0.3 + 0.03 * wobble * Math.sin(3 * angle);
    return 255 - 200 * Math.exp(-(((Math.hypot(x - 0.5, y - 0.5) - radius) / 0.06) ** 2));
  });
}

test("tiny images must agree almost everywhere: others of their class look much the same", () => {
  expect(find([ring(0), ring(1)], { sides: [8, 8] }).pairs).toEqual([]);
  expect(pairsOf(find([ring(0), noisy(ring(0), createRng(1))], { sides: [8, 8] }))).toEqual([
    [0, 1],
  ]);
});

test("images that show nothing, or a single edge, are not compared", () => {
  const flat = Array.from({ length: 600 }, (_, i) => draw(16, () => 100 + (i % 3)));
  expect(find(flat).pairs).toEqual([]);
  const edges = [0.4, 0.5, 0.6].map((at) => draw(SIDE, (x) => (x < at ? 40 : 200)));
  expect(find(edges).pairs).toEqual([]);
});

test("copies are compared once, under the name of the first", () => {
  const [one, two] = SCENES as [Uint8Array, Uint8Array];
  const images = [one, one, noisy(one, createRng(3)), two];
  expect(pairsOf(find(images, { keys: ["a", "a", "b", "c"] }))).toEqual([[0, 2]]);
});

test("no images, no pairs; one pixel is enough to be read", () => {
  expect(find([])).toEqual({ pairs: [], isComplete: true });
  expect(find([new Uint8Array(3), new Uint8Array(3)]).pairs).toEqual([]);
});

test("the frames of one film are linked with each other, however many they are", () => {
  const [still] = SCENES as [Uint8Array];
  const frames = Array.from({ length: 200 }, (_, i) => noisy(still, createRng(i)));
  const { pairs } = find(frames);
  const linked = new Set([0]);
  for (let before = 0; before < linked.size; ) {
    before = linked.size;
    for (const { first, second } of pairs) {
      if (linked.has(first) || linked.has(second)) linked.add(first).add(second);
    }
  }
  expect(linked.size).toBe(200);
  expect(pairs.length).toBeLessThan(200 * 8);
});
