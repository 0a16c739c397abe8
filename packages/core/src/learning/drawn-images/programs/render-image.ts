import { createRng, deriveSeed } from "../../../analysis/random/index.ts";
import { type Canvas, createCanvas, drawPalette, toBytes } from "../drawing/canvas.ts";
import { addGrain, blur, desaturate, noiseField, posterise, vignette } from "../drawing/filters.ts";
import type { PaintJob } from "./area-paint.ts";
import { directionOf, type Materials } from "./area-paint.ts";
import { paintContours, paintDeadLeaves, paintFractals, paintNoise } from "./patterns.ts";
import type { Look, Program } from "./program.ts";

/**
 * One image of a program: the same program, seed and size give the same bytes on every machine.
 *
 * @param size Side in pixels.
 * @returns RGB, row-major, shape [size, size, 3].
 */
export function renderImage(
  program: Program,
  { seed, size }: { seed: number; size: number },
): Uint8Array {
  const rng = createRng(deriveSeed(seed, "picture"));
  const palette = drawPalette(program.palette, rng);
  const canvas = createCanvas(size, size, palette[0]!);
  const light = rng();
  const hatchTurn = rng();
  const texture = textureOf(program, { size, seed: deriveSeed(seed, "texture"), turn: rng() });
  const materials: Materials = { look: program, size, palette, texture, light, hatchTurn };
  paint(canvas, { program, materials, seed: deriveSeed(seed, "paint") });
  finish(canvas, program, deriveSeed(seed, "grain"));
  return toBytes(canvas);
}

function paint(canvas: Canvas, { program, ...rest }: PaintJob<Program>): void {
  switch (program.family) {
    case "dead-leaves":
      return paintDeadLeaves(canvas, { program, ...rest });
    case "noise":
      return paintNoise(canvas, { program, ...rest });
    case "fractal":
      return paintFractals(canvas, { program, ...rest });
    case "contours":
      return paintContours(canvas, { program, ...rest });
  }
}

function textureOf(
  { texture }: Look,
  { size, seed, turn }: { size: number; seed: number; turn: number },
): Materials["texture"] {
  const { slope, longest, stretch, folded, strength } = texture;
  if (strength === 0) return null;
  const direction = directionOf(turn);
  return noiseField({ size, seed, slope, longest: longest * size, stretch, direction, folded });
}

/** Lens, paper or printing press: what happens to the image as a whole. */
function finish(canvas: Canvas, look: Look, seed: number): void {
  blur(canvas, look.blur * canvas.width);
  vignette(canvas, look.vignette);
  desaturate(canvas, look.grey);
  if (look.levels > 0) posterise(canvas, look.levels);
  addGrain(canvas, { sigma: look.grain, colour: look.grainColour, seed });
}
