import type { Rng } from "../../../analysis/random/index.ts";
import type { Rgb } from "../drawing/canvas.ts";
import type { Polygon } from "../drawing/fill-polygon.ts";
import { wavyContour } from "../drawing/shapes.ts";
import { chooser } from "../programs/chooser.ts";

export const THINGS = ["tree", "conifer", "house", "stone", "ball", "tower"] as const;
export type ThingKind = (typeof THINGS)[number];

/** One surface of a thing. */
export interface Part {
  readonly polygon: Polygon;
  readonly colour: Rgb;
  /** Its middle and half its larger side, in pixels, for shading. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Round things are shaded all around, flat ones from edge to edge. */
  readonly round: boolean;
}

interface ThingOptions {
  readonly foot: { readonly x: number; readonly y: number; readonly width: number };
  readonly colours: readonly [Rgb, Rgb, Rgb];
  readonly rng: Rng;
}

/** The parts of a thing, back to front, standing on its foot. */
export function thingParts(kind: ThingKind, options: ThingOptions): Part[] {
  const { foot, colours, rng } = options;
  const { x, y, width: w } = foot;
  const { between, integer } = chooser(rng);
  const [first, second, third] = colours;
  switch (kind) {
    case "tree": {
      const height = w * between(0.8, 1.6);
      const crown = blob({ x, y: y - height - w * 0.2, radius: w * 0.5, rough: 0.16 }, first, rng);
      const trunk = box({ x, y: y - height / 2, width: w * 0.16, height }, second);
      return [trunk, crown];
    }
    case "conifer": {
      const tiers = integer(1, 3);
      const trunk = box({ x, y: y - w * 0.15, width: w * 0.14, height: w * 0.3 }, second);
      const cones = Array.from({ length: tiers }, (_, i) => {
        const lift = y - w * (0.25 + 0.42 * i);
        const half = w * (0.48 - 0.1 * i);
        return cone({ x, y: lift, half, height: w * 0.8 }, first);
      });
      return [trunk, ...cones];
    }
    case "house": {
      const height = w * between(0.5, 0.8);
      const wall = box({ x, y: y - height / 2, width: w, height }, first);
      const roof = cone({ x, y: y - height, half: w * 0.6, height: w * between(0.3, 0.6) }, second);
      const door = box(
        { x: x + w * between(-0.3, 0.3), y: y - w * 0.17, width: w * 0.17, height: w * 0.34 },
        third,
      );
      return [wall, roof, door];
    }
    case "stone":
      return [blob({ x, y: y - w * 0.25, radius: w * 0.45, rough: 0.22 }, first, rng)];
    case "ball":
      return [blob({ x, y: y - w * 0.4, radius: w * 0.4, rough: 0 }, first, rng)];
    case "tower": {
      const height = w * between(1.2, 2.2);
      const shaft = box({ x, y: y - height / 2, width: w * 0.42, height }, first);
      const cap = blob({ x, y: y - height, radius: w * 0.3, rough: 0.05 }, second, rng);
      return [shaft, cap];
    }
  }
}

function blob(
  place: { x: number; y: number; radius: number; rough: number },
  colour: Rgb,
  rng: Rng,
): Part {
  const { x, y, radius, rough } = place;
  const waves =
    rough === 0
      ? []
      : [2, 3, 5, 9].map((count) => ({ count, height: (rough * rng() * 1.5) / Math.sqrt(count) }));
  const polygon = wavyContour({ x, y, radius, turn: rng() }, { waves, rng });
  return { polygon, colour, x, y, radius: radius * (1 + rough), round: true };
}

/** @param place Its middle and sides. */
function box(place: { x: number; y: number; width: number; height: number }, colour: Rgb): Part {
  const { x, y, width, height } = place;
  const [left, right, top, bottom] = [x - width / 2, x + width / 2, y - height / 2, y + height / 2];
  const polygon = Float64Array.of(left, top, right, top, right, bottom, left, bottom);
  return { polygon, colour, x, y, radius: Math.max(width, height) / 2, round: false };
}

/** @param place The middle of its base, half of that, and its height. */
function cone(place: { x: number; y: number; half: number; height: number }, colour: Rgb): Part {
  const { x, y, half, height } = place;
  const polygon = Float64Array.of(x - half, y, x, y - height, x + half, y);
  return {
    polygon,
    colour,
    x,
    y: y - height / 2,
    radius: Math.max(half, height / 2),
    round: false,
  };
}
