import type { Rng } from "../../../analysis/random/index.ts";
import { cosTurn, sinTurn } from "../../../analysis/random/random.ts";
import type { Field } from "../drawing/canvas.ts";
import {
  ball,
  type Canvas,
  flat,
  gradient,
  hatched,
  mixRgb,
  type Paint,
  type Rgb,
  textured,
} from "../drawing/canvas.ts";
import { noiseField } from "../drawing/filters.ts";
import type { Place } from "../drawing/shapes.ts";
import type { Program } from "./program.ts";
import { chooser, type Look } from "./program.ts";

/** What the areas of one image have in common. */
export interface Materials {
  readonly look: Look;
  /** Side in pixels. */
  readonly size: number;
  readonly palette: readonly Rgb[];
  /** Null where areas are plain. */
  readonly texture: Field | null;
  /** Direction that the light comes from, in turns. */
  readonly light: number;
  /** Direction of the hatching, in turns. */
  readonly hatchTurn: number;
}

/** The paint of one area, drawn from the look's fills and the image's palette. */
export function areaPaint(materials: Materials, place: Place, rng: Rng): Paint {
  const { look, size, palette, texture } = materials;
  const { of, between, integer } = chooser(rng);
  const colour = of(palette);
  const plain = fillPaint(materials, { place, colour, other: of(palette), rng });
  if (!texture) return plain;
  const shift = () => integer(0, size - 1);
  const strength = look.texture.strength * between(0.6, 1.4);
  return textured(plain, texture, { strength, shiftX: shift(), shiftY: shift() });
}

function fillPaint(
  { look, size, light, hatchTurn }: Materials,
  area: { place: Place; colour: Rgb; other: Rgb; rng: Rng },
): Paint {
  const { place, colour, other, rng } = area;
  const { of, between, chance } = chooser(rng);
  const { x, y } = place;
  const radius = Math.max(1, place.radius);
  switch (of(look.fills)) {
    case "flat":
      return flat(colour);
    case "gradient": {
      const turn = rng();
      const to = mixRgb(colour, other, between(0.3, 1));
      const line = { x, y, dx: cosTurn(turn), dy: sinTurn(turn), length: radius };
      return gradient([colour, to], line);
    }
    case "ball": {
      const [dx, dy] = [-cosTurn(light), -sinTurn(light)];
      return ball(colour, { x, y, radius: radius * 1.05, dx, dy, strength: between(0.5, 1.1) });
    }
    case "hatch": {
      const turn = hatchTurn + (chance(0.3) ? 0.25 : 0);
      const ink: Rgb = [look.ink, look.ink, look.ink];
      const { period, width } = look.hatch;
      return hatched(flat(colour), flat(mixRgb(ink, colour, 0.15)), {
        dx: cosTurn(turn),
        dy: sinTurn(turn),
        period: period * size,
        width: width * size,
      });
    }
  }
}

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

export interface PaintJob<P extends Program> {
  readonly program: P;
  readonly materials: Materials;
  readonly seed: number;
}
