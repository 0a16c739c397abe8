import { createRng, deriveSeed } from "../../../analysis/random/index.ts";
import { type Canvas, mix, type Rgb } from "../drawing/canvas.ts";
import { noiseField } from "../drawing/noise-field.ts";
import { textured } from "../drawing/paint.ts";
import { directionOf, paintAll } from "./ground.ts";
import type { Look, Noise } from "./program.ts";
import type { PaintJob } from "./render-image.ts";

/** Colours of the palette mixed by 1/f noise: clouds, bark, marble, maps. */
export function paintNoise(
  canvas: Canvas,
  { program, materials, seed }: PaintJob<Look & Noise>,
): void {
  const { size, palette, texture } = materials;
  const rng = createRng(seed);
  const direction = directionOf(rng());
  const { longest, stretch, folded, bands } = program;
  const fields = program.slopes.map((slope, i) => {
    const options = { size, slope, longest: longest * size, stretch, direction, folded };
    return noiseField({ ...options, seed: deriveSeed(seed, i) });
  });
  const paint = (x: number, y: number, out: Float64Array) => {
    for (let c = 0; c < 3; c++) {
      // One field colours all channels alike; several shift them against each other.
      const { values } = fields[c % fields.length]!;
      const level = Math.min(0.999, Math.max(0, 0.5 + 0.22 * values[y * size + x]!));
      const place = bands > 0 ? Math.floor(level * bands) / bands : level;
      out[c] = along(palette, place, c);
    }
  };
  const { strength } = program.texture;
  paintAll(canvas, texture ? textured(paint, texture, { strength, shiftX: 0, shiftY: 0 }) : paint);
}

/** One channel of the palette read as a ramp. @param place In [0, 1). */
function along(palette: readonly Rgb[], place: number, channel: number): number {
  const position = place * (palette.length - 1);
  const index = Math.floor(position);
  const next = Math.min(palette.length - 1, index + 1);
  return mix(palette[index]![channel]!, palette[next]![channel]!, position - index);
}
