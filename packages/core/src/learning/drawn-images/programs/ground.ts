import type { Rng } from "../../../analysis/random/index.ts";
import { cosTurn, sinTurn } from "../../../analysis/random/random.ts";
import { type Canvas, mixRgb, type Rgb } from "../drawing/canvas.ts";
import { noiseField } from "../drawing/noise-field.ts";
import { flat, gradient, type Paint } from "../drawing/paint.ts";
import { chooser } from "./chooser.ts";

/** Unit vector of an angle in turns. */
export function directionOf(turn: number): [number, number] {
  return [cosTurn(turn), sinTurn(turn)];
}

/** Paints every pixel. */
export function paintAll({ data, width, height }: Canvas, paint: Paint): void {
  const colour = new Float64Array(4);
  let at = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      paint(x, y, colour);
      for (let c = 0; c < 3; c++) data[at++] = colour[c]!;
    }
  }
}

/** What lies under the figures of an image. */
export function groundPaint(
  kind: "flat" | "gradient" | "noise",
  { palette, size, rng }: { palette: readonly Rgb[]; size: number; rng: Rng },
): Paint {
  const { of, between } = chooser(rng);
  const [a, b] = [of(palette), of(palette)];
  const half = size / 2;
  if (kind === "flat") return flat(a);
  if (kind === "gradient") {
    const [dx, dy] = directionOf(rng());
    return gradient([a, b], { x: half, y: half, dx, dy, length: half * between(0.8, 1.4) });
  }
  const seed = Math.floor(rng() * 2 ** 31);
  const { values } = noiseField({ size, seed, slope: between(1.5, 3.5), longest: size * 0.7 });
  return (x, y, out) => {
    const part = Math.min(1, Math.max(0, 0.5 + 0.3 * values[y * size + x]!));
    const colour = mixRgb(a, b, part);
    for (let c = 0; c < 3; c++) out[c] = colour[c]!;
  };
}
