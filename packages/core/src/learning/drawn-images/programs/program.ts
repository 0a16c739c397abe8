import type { PaletteStyle } from "../drawing/palette.ts";
import type { Shape } from "../drawing/shapes.ts";

/**
 * Changes whenever a program or an image with the same seed comes out differently: weights learnt from
 * images of another version are other weights.
 */
export const GENERATOR_VERSION = 1;

export type Family = "dead-leaves" | "noise" | "fractal" | "contours";

/** How an area is filled. */
export const FILLS = ["flat", "gradient", "ball", "hatch"] as const;
type Fill = (typeof FILLS)[number];

/** Noise that textures areas or grounds; lengths in parts of the image's side. */
export interface Texture {
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
  /** Fills to take one of for each area; one that stands twice is taken twice as often. */
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
