import type { Rng } from "../../../analysis/random/index.ts";
import { cosTurn, sinTurn } from "../../../analysis/random/random.ts";
import { mixRgb, type Rgb } from "../drawing/canvas.ts";
import type { Field } from "../drawing/noise-field.ts";
import { ball, flat, gradient, hatched, type Paint, textured } from "../drawing/paint.ts";
import type { Place } from "../drawing/shapes.ts";
import { chooser } from "./chooser.ts";
import type { Look } from "./program.ts";

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
