import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import {
  drawProgram,
  GENERATOR_VERSION,
  RENDERINGS,
  renderImage,
  renderScene,
  SCENE_VERSION,
} from "./index.ts";

/** SHA-256 of images one after the other. */
function hashOf(images: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const image of images) hash.update(image);
  return hash.digest("hex");
}

const seeds = Array.from({ length: 12 }, (_, i) => i);

test("programs draw the same bytes on every machine", () => {
  const programs = seeds.map((seed) => drawProgram(100 + seed));
  const families = new Set(programs.map(({ family }) => family));
  expect([...families].sort()).toEqual(["contours", "dead-leaves", "fractal", "noise"]);
  const images = programs.map((program, seed) => renderImage(program, { seed, size: 48 }));
  // Another hash means another version: then GENERATOR_VERSION has to change, too.
  expect([GENERATOR_VERSION, hashOf(images)]).toEqual([
    1,
    "b584f68d07e0b88d4ea98a6ce08156b1cd38b38c3840dee62026b5d3bf2be27d",
  ]);
});

test("scenes draw the same bytes on every machine", () => {
  const images = RENDERINGS.flatMap((rendering) =>
    seeds.slice(0, 4).map((seed) => renderScene(rendering, { seed, size: 56 })),
  );
  expect([SCENE_VERSION, hashOf(images)]).toEqual([
    1,
    "07bdaf5b8e5fb64ab1e7b6f58891c93f39c8bd36de70060cca21bb51efd7fd97",
  ]);
});

test("a program is plain data", () => {
  const program = drawProgram(5);
  expect(JSON.parse(JSON.stringify(program))).toEqual(program);
  expect(drawProgram(5)).toEqual(program);
  expect(drawProgram(6)).not.toEqual(program);
});

test("images of one program differ", () => {
  const program = drawProgram(5);
  const [first, second] = [1, 2].map((seed) => renderImage(program, { seed, size: 32 }));
  expect(first).not.toEqual(second);
});

test("photographs and drawings have the same colours on average", () => {
  const size = 40;
  const means = RENDERINGS.map((rendering) => {
    const images = Array.from({ length: 24 }, (_, seed) => renderScene(rendering, { seed, size }));
    return [0, 1, 2].map((channel) => {
      const values = images.map((image) => {
        let sum = 0;
        for (let i = channel; i < image.length; i += 3) sum += image[i]!;
        return sum / (size * size);
      });
      return values.reduce((sum, value) => sum + value) / values.length;
    });
  });
  for (const channel of [0, 1, 2]) {
    expect(Math.abs(means[0]![channel]! - means[1]![channel]!)).toBeLessThan(4);
  }
});
