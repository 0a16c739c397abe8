import { createRng, permutation, type Rng } from "../../../analysis/random/index.ts";
import { cosTurn, sinTurn } from "../../../analysis/random/random.ts";
import type { PaletteStyle } from "../drawing/canvas.ts";
import { SHAPES, type Shape } from "../drawing/shapes.ts";

/**
 * Changes whenever a program or an image with the same seed comes out differently: weights learnt from
 * images of another version are other weights.
 */
export const GENERATOR_VERSION = 1;

export type Family = "dead-leaves" | "noise" | "fractal" | "contours";

/** How an area is filled. */
const FILLS = ["flat", "gradient", "ball", "hatch"] as const;
type Fill = (typeof FILLS)[number];

/** Noise that textures areas or grounds; lengths in parts of the image's side. */
interface Texture {
  readonly slope: number;
  readonly longest: number;
  readonly stretch: number;
  readonly folded: boolean;
  /** Standard deviation of the brightness; 0 leaves areas plain. */
  readonly strength: number;
}

/** What every program has. */
export interface Look {
  readonly palette: PaletteStyle;
  readonly texture: Texture;
  /** Fills to take one of for each area; one that is listed twice is taken twice as often. */
  readonly fills: readonly Fill[];
  /** Outline of areas in parts of the side; 0 for none. */
  readonly outline: number;
  /** Brightness of outlines and strokes, in [0, 1]. */
  readonly ink: number;
  readonly hatch: { readonly period: number; readonly width: number };
  /** Standard deviation in parts of the side. */
  readonly blur: number;
  /** Standard deviation of the noise of each pixel, on brightness in [0, 1]. */
  readonly grain: number;
  /** Part of the grain that differs between the channels. */
  readonly grainColour: number;
  /** Levels per channel; 0 leaves them as they are. */
  readonly levels: number;
  readonly vignette: number;
  /** Part of the colour that is taken out. */
  readonly grey: number;
}

/** Shapes laid over one another until nothing shows through, as leaves on the ground. */
export interface DeadLeaves {
  readonly family: "dead-leaves";
  readonly shapes: readonly Shape[];
  /** Smallest and largest radius in parts of the side. */
  readonly radius: readonly [number, number];
  /** How often the leaves cover the image; below 1 the ground shows. */
  readonly cover: number;
  /** In turns; null for every rotation. */
  readonly turn: number | null;
}

/** A ground of coloured 1/f noise. */
export interface Noise {
  readonly family: "noise";
  /** Noise fields that mix the palette's colours, with slopes of their own. */
  readonly slopes: readonly number[];
  readonly longest: number;
  readonly stretch: number;
  readonly folded: boolean;
  /** Bands that the noise is cut into, as on a map; 0 for a smooth change. */
  readonly bands: number;
}

/** Attractors of iterated function systems: each program has maps of its own. */
export interface Fractal {
  readonly family: "fractal";
  /** a, b, c, d, e, f of x' = ax + by + e, y' = cx + dy + f, one after the other. */
  readonly maps: readonly number[];
  /** Number of attractors in an image, at most. */
  readonly instances: number;
  readonly size: readonly [number, number];
  readonly ground: "flat" | "gradient" | "noise";
  /** Whether the colour follows the density or the map that was last used. */
  readonly colouring: "density" | "map";
}

/** Closed contours drawn inside one another, as the rings of a tree. */
export interface Contours {
  readonly family: "contours";
  /** Waves around the contour: how many, and how high in parts of the radius. */
  readonly waves: readonly { readonly count: number; readonly height: number }[];
  readonly rings: number;
  readonly figures: number;
  readonly filled: boolean;
  readonly ground: "flat" | "gradient" | "noise";
}

/**
 * Fixed settings from which any number of images can be drawn. Plain data: it can be sent to another
 * thread, stored and compared.
 */
export type Program = Look & (DeadLeaves | Noise | Fractal | Contours);

/** Draws from an rng, by what they mean. */
export interface Choose {
  /** True with a probability. */
  readonly chance: (probability: number) => boolean;
  readonly between: (low: number, high: number) => number;
  /** Both ends included. */
  readonly integer: (low: number, high: number) => number;
  readonly of: <T>(values: readonly T[]) => T;
  /** `count` of the values, none twice. */
  readonly some: <T>(values: readonly T[], count: number) => T[];
}

export function chooser(rng: Rng): Choose {
  return {
    chance: (probability) => rng() < probability,
    between: (low, high) => low + (high - low) * rng(),
    integer: (low, high) => low + Math.floor((high - low + 1) * rng()),
    of: (values) => values[Math.floor(values.length * rng())]!,
    some: (values, count) =>
      Array.from(permutation(values.length, rng).subarray(0, count), (i) => values[i]!),
  };
}

/** Out of ten programs: dead leaves are nearly the best single family, and variety helps. */
const FAMILY_OF_TEN: readonly Family[] = [
  ...(["dead-leaves", "dead-leaves", "dead-leaves", "dead-leaves", "dead-leaves"] as const),
  ...(["noise", "noise", "fractal", "contours", "contours"] as const),
];

/**
 * The program with a seed: family, colours, fills, texture and finish, all drawn from it.
 *
 * @see Baradad et al. 2021, arXiv:2106.05963 (dead leaves, spectra) and Anderson & Farrell 2022,
 *   arXiv:2101.08515 (coloured fractals on grounds) for pretraining on such images.
 */
export function drawProgram(seed: number): Program {
  const rng = createRng(seed);
  const choose = chooser(rng);
  const family = choose.of(FAMILY_OF_TEN);
  const look = drawLook(choose);
  switch (family) {
    case "dead-leaves":
      return { ...look, ...deadLeaves(choose) };
    case "noise":
      return { ...look, ...noise(choose) };
    case "fractal":
      return { ...look, ...fractal(choose, rng) };
    case "contours":
      return { ...look, ...contours(choose) };
  }
}

/** Drawn by hand or seen through a lens, and everything between: each trait has its own draw. */
function drawLook(choose: Choose): Look {
  const { chance, between, of, integer } = choose;
  const isPlain = chance(0.4);
  return {
    palette: {
      count: integer(2, 9),
      hue: chance(0.25) ? between(0, 1) : null,
      hueSpread: of([0.08, 0.2, 0.5, 1]),
      saturation: range(choose, 0, 0.95),
      value: range(choose, 0.15, 1),
    },
    texture: texture(choose, isPlain),
    fills: isPlain
      ? of([["flat"], ["flat", "gradient"], ["hatch"], ["flat", "hatch"], ["hatch", "gradient"]])
      : of([["flat"], ["gradient"], ["ball"], ["gradient", "ball"], [...FILLS]]),
    outline: chance(isPlain ? 0.6 : 0.15) ? between(0.006, 0.03) : 0,
    ink: chance(0.8) ? between(0, 0.25) : between(0.75, 1),
    hatch: { period: between(0.025, 0.09), width: between(0.008, 0.022) },
    blur: chance(isPlain ? 0.15 : 0.5) ? between(0.004, 0.025) : 0,
    grain: chance(isPlain ? 0.25 : 0.5) ? between(0.015, 0.11) : 0,
    grainColour: of([0, 0, 0.5, 1]),
    levels: chance(isPlain ? 0.15 : 0.05) ? integer(3, 6) : 0,
    vignette: chance(0.2) ? between(0.2, 0.7) : 0,
    grey: chance(0.12) ? 1 : 0,
  };
}

function texture({ chance, between, of }: Choose, isPlain: boolean): Texture {
  return {
    slope: between(0.5, 3.5),
    longest: between(0.06, 0.5),
    stretch: chance(0.3) ? between(2, 8) : 1,
    folded: chance(0.25),
    strength: chance(isPlain ? 0.2 : 0.7) ? of([0.03, 0.06, 0.1, 0.16]) : 0,
  };
}

function deadLeaves({ chance, between, of, integer, some }: Choose): DeadLeaves {
  const smallest = between(0.02, 0.09);
  return {
    family: "dead-leaves",
    shapes: chance(0.5) ? [of(SHAPES)] : some(SHAPES, integer(2, 4)),
    radius: [smallest, Math.max(smallest * 1.5, between(0.1, 0.6))],
    cover: chance(0.3) ? between(0.3, 0.9) : between(2, 3),
    turn: chance(0.3) ? between(0, 1) : null,
  };
}

function noise({ chance, between, of }: Choose): Noise {
  const count = of([1, 2, 3]);
  return {
    family: "noise",
    slopes: Array.from({ length: count }, () => between(0.5, 3.5)),
    longest: between(0.1, 1),
    stretch: chance(0.35) ? between(2, 10) : 1,
    folded: chance(0.3),
    bands: chance(0.3) ? of([3, 4, 6, 9]) : 0,
  };
}

function contours({ chance, between, of, integer, some }: Choose): Contours {
  const counts = some([2, 3, 4, 5, 6, 8, 11, 15, 20], integer(1, 3));
  return {
    family: "contours",
    waves: counts.map((count) => ({ count, height: between(0.1, 0.5) / Math.sqrt(count) })),
    rings: integer(1, 12),
    figures: integer(1, 7),
    filled: chance(0.5),
    ground: of(["flat", "gradient", "noise"]),
  };
}

function fractal(choose: Choose, rng: Rng): Fractal {
  const { of, between, integer } = choose;
  return {
    family: "fractal",
    maps: contractions(integer(2, 4), rng),
    instances: of([1, 1, 2, 3, 5]),
    size: [between(0.25, 0.45), between(0.45, 0.8)],
    ground: of(["flat", "gradient", "noise", "noise"]),
    colouring: of(["density", "map"]),
  };
}

/**
 * Affine maps, each a rotation, a shrinking along two axes and another rotation, whose singular values
 * sum to what gives attractors that are neither dust nor a filled blot.
 *
 * @see Anderson & Farrell 2022, arXiv:2101.08515, section 3.2.
 */
function contractions(count: number, rng: Rng): number[] {
  const wanted = (5 + count) / 2 + rng() / 2;
  const first = Array.from({ length: count }, () => 0.35 + 0.5 * rng());
  const second = first.map((s) => s * (0.15 + 0.8 * rng()));
  const sum = first.reduce((total, s, i) => total + s + 2 * second[i]!, 0);
  const scale = wanted / sum;
  return first.flatMap((s, i) => {
    const [major, minor] = [Math.min(0.95, s * scale), Math.min(0.93, second[i]! * scale)];
    const [p, q] = [rng(), rng()];
    const flip = rng() < 0.5 ? -1 : 1;
    const [cp, sp, cq, sq] = [cosTurn(p), sinTurn(p), cosTurn(q), flip * sinTurn(q)];
    const a = cp * major * cq - sp * minor * sq;
    const b = -cp * major * sq - sp * minor * cq;
    const c = sp * major * cq + cp * minor * sq;
    const d = -sp * major * sq + cp * minor * cq;
    return [a, b, c, d, 2 * rng() - 1, 2 * rng() - 1];
  });
}

/** A part of [low, high] at least a fifth as long. */
function range({ between }: Choose, low: number, high: number): [number, number] {
  const length = (high - low) * between(0.2, 1);
  const start = between(low, high - length);
  return [start, start + length];
}
