import { createRng, type Rng } from "../../../analysis/random/index.ts";
import { cosTurn, sinTurn } from "../../../analysis/random/random.ts";
import { clamp, drawPalette, mixRgb, type Rgb } from "../drawing/canvas.ts";
import { type Polygon, wavyContour } from "../drawing/shapes.ts";
import { chooser } from "../programs/program.ts";

/** A range of hills from side to side. */
interface Ridge {
  readonly polygon: Polygon;
  readonly colour: Rgb;
  /** 0 is the farthest, 1 the nearest. */
  readonly nearness: number;
}

/** A tree, a house, a stone … standing on the ground. */
export interface Thing {
  readonly parts: readonly Part[];
  /** Where it touches the ground, and its width, in pixels. */
  readonly foot: { readonly x: number; readonly y: number; readonly width: number };
  readonly nearness: number;
}

/**
 * What is to be seen, whether it is photographed or drawn: layout, colours, light and exposure do not
 * tell the two apart.
 */
export interface Scene {
  /** Side in pixels. */
  readonly size: number;
  /** Above and at the horizon; as often brighter above as below. */
  readonly sky: readonly [Rgb, Rgb];
  /** Part of the brightness that is missing at the corners: of a lens, or of a sheet on a scanner. */
  readonly vignette: number;
  /** Change of brightness down a hill, as a part; negative as often as not. */
  readonly slopeLight: number;
  /** Back to front. */
  readonly ridges: readonly Ridge[];
  /** Back to front. */
  readonly things: readonly Thing[];
  /** Unit vector towards the light. */
  readonly light: readonly [number, number];
  /** What the finished image's channels average to, and the standard deviation of its brightness. */
  readonly tone: { readonly mean: Rgb; readonly contrast: number };
}

/** The scene with a seed. @param size Side of the image in pixels. */
export function drawScene(seed: number, size: number): Scene {
  const rng = createRng(seed);
  const { between, chance, integer, of } = chooser(rng);
  const palette = drawPalette(
    {
      count: 7,
      hue: null,
      hueSpread: of([0.25, 0.5, 1]),
      saturation: [between(0.05, 0.35), between(0.4, 0.85)],
      value: [between(0.2, 0.4), between(0.75, 1)],
    },
    rng,
  );
  const [near, far] = [of(palette), mixRgb(of(palette), [1, 1, 1], between(0.1, 0.7))];
  const sky: [Rgb, Rgb] = chance(0.5) ? [near, far] : [far, near];
  const horizon = between(0.25, 0.6);
  const ridges = drawRidges({ horizon, palette, size, rng });
  const count = integer(3, 9);
  const spots = Array.from({ length: count }, () => rng()).sort((a, b) => a - b);
  const kinds = Array.from({ length: integer(1, 3) }, () => of(THINGS));
  const things = spots.map((nearness) =>
    drawThing(of(kinds), { nearness, horizon, palette, size, rng }),
  );
  const turn = between(0.55, 0.95);
  const grey = between(0.36, 0.6);
  const tint = () => clamp(grey + between(-0.08, 0.08));
  return {
    size,
    sky,
    vignette: between(0, 0.4),
    slopeLight: between(-0.6, 0.6),
    ridges,
    things,
    light: [cosTurn(turn), sinTurn(turn)],
    tone: { mean: [tint(), tint(), tint()], contrast: between(0.13, 0.23) },
  };
}

interface Ground {
  /** In parts of the side from the top. */
  readonly horizon: number;
  readonly palette: readonly Rgb[];
  readonly size: number;
  readonly rng: Rng;
}

function drawRidges({ horizon, palette, size, rng }: Ground): Ridge[] {
  const { between, integer, of } = chooser(rng);
  const count = integer(2, 4);
  return Array.from({ length: count }, (_, i) => {
    const nearness = (i + 1) / count;
    const base = horizon + (0.92 - horizon) * (i / count) * between(0.8, 1);
    const waves = [1, 2, 4, 7, 12].map((count) => ({
      count: count * between(0.7, 1.3),
      height: (between(0.2, 1) * 0.09 * (1.2 - 0.7 * nearness)) / count,
      phase: rng(),
    }));
    return { polygon: ridgeLine({ base, waves, size }), colour: of(palette), nearness };
  });
}

function ridgeLine(ridge: {
  base: number;
  waves: { count: number; height: number; phase: number }[];
  size: number;
}): Polygon {
  const { base, waves, size } = ridge;
  const points: number[] = [];
  const steps = 64;
  for (let i = -3; i <= steps + 3; i++) {
    const x = i / steps;
    const y = waves.reduce((sum, w) => sum + w.height * sinTurn(w.count * x + w.phase), base);
    points.push(x * size, y * size);
  }
  return Float64Array.of(...points, 1.1 * size, 1.1 * size, -0.1 * size, 1.1 * size);
}

function drawThing(
  kind: ThingKind,
  { nearness, horizon, palette, size, rng }: Ground & { nearness: number },
): Thing {
  const { between, of } = chooser(rng);
  const y = (horizon + 0.06 + (0.9 - horizon) * nearness) * size;
  const width = size * (0.05 + 0.2 * nearness) * between(0.75, 1.35);
  const foot = { x: between(0.06, 0.94) * size, y, width };
  const colours = [of(palette), of(palette), of(palette)] as const;
  return { parts: thingParts(kind, { foot, colours, rng }), foot, nearness };
}

const THINGS = ["tree", "conifer", "house", "stone", "ball", "tower"] as const;
type ThingKind = (typeof THINGS)[number];

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
function thingParts(kind: ThingKind, options: ThingOptions): Part[] {
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
