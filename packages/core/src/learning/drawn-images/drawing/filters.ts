import { createRng, mix32 } from "../../../analysis/random/index.ts";
import { exp } from "../../../analysis/random/random.ts";
import type { Canvas, Field } from "./canvas.ts";

/** Blurs with a Gaussian of a standard deviation in pixels, in place; edges are continued outwards. */
export function blur(canvas: Canvas, sigma: number): void {
  if (sigma < 0.2) return;
  const reach = Math.ceil(2.5 * sigma);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    exp(-((i - reach) * (i - reach)) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight);
  for (let i = 0; i < weights.length; i++) weights[i]! /= total;
  const { width, height } = canvas;
  convolve(canvas, weights, { lines: height, length: width, step: 3, lineStep: width * 3 });
  convolve(canvas, weights, { lines: width, length: height, step: width * 3, lineStep: 3 });
}

interface Walk {
  readonly lines: number;
  readonly length: number;
  /** Distance in the data between neighbours on a line, and between lines. */
  readonly step: number;
  readonly lineStep: number;
}

function convolve({ data }: Canvas, weights: Float64Array, walk: Walk): void {
  const { lines, length, step, lineStep } = walk;
  const reach = (weights.length - 1) / 2;
  const line = new Float64Array(length + 2 * reach);
  for (let i = 0; i < lines; i++) {
    for (let c = 0; c < 3; c++) {
      const start = i * lineStep + c;
      for (let k = 0; k < line.length; k++) {
        const at = Math.min(length - 1, Math.max(0, k - reach));
        line[k] = data[start + at * step]!;
      }
      for (let k = 0; k < length; k++) {
        let sum = 0;
        for (let w = 0; w < weights.length; w++) sum += weights[w]! * line[k + w]!;
        data[start + k * step] = sum;
      }
    }
  }
}

/**
 * Adds noise to every pixel, in place.
 *
 * @param options.sigma Standard deviation.
 * @param options.colour Part of the noise that differs between the channels, in [0, 1].
 */
export function addGrain(
  { data }: Canvas,
  { sigma, colour, seed }: { sigma: number; colour: number; seed: number },
): void {
  if (sigma <= 0) return;
  const draw = bellNoise(seed);
  for (let i = 0; i < data.length; i += 3) {
    const common = draw() * (1 - colour);
    for (let c = 0; c < 3; c++) data[i + c]! += sigma * (common + (colour ? colour * draw() : 0));
  }
}

/** Sums of four uniform bytes, which are bell-shaped, with variance 1: much cheaper than `gaussian`. */
function bellNoise(seed: number): () => number {
  const rng = createRng(seed);
  return () => {
    const bits = (rng() * 2 ** 32) | 0;
    const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
    return (sum - 510) / 147.8;
  };
}

/** Rounds every channel to a number of levels, in place. */
export function posterise({ data }: Canvas, levels: number): void {
  const steps = levels - 1;
  for (let i = 0; i < data.length; i++) data[i] = Math.round(data[i]! * steps) / steps;
}

/** Darkens the corners, in place. @param strength In [0, 1]: the part taken away at the corners. */
export function vignette({ data, width, height }: Canvas, strength: number): void {
  if (strength <= 0) return;
  let at = 0;
  for (let y = 0; y < height; y++) {
    const v = (2 * y) / height - 1;
    for (let x = 0; x < width; x++) {
      const u = (2 * x) / width - 1;
      const factor = 1 - (strength * (u * u + v * v)) / 2;
      for (let c = 0; c < 3; c++) data[at++]! *= factor;
    }
  }
}

/** Takes the colour out in part, in place. @param part 1 leaves greys. */
export function desaturate({ data }: Canvas, part: number): void {
  if (part <= 0) return;
  for (let i = 0; i < data.length; i += 3) {
    const grey = 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
    for (let c = 0; c < 3; c++) data[i + c] = data[i + c]! + (grey - data[i + c]!) * part;
  }
}

export interface NoiseOptions {
  /** Side in pixels. */
  readonly size: number;
  readonly seed: number;
  /** Exponent b of the power spectrum 1/f^b: 0 is white noise, 2 to 3 are natural scenes, clouds more. */
  readonly slope: number;
  /** Longest wave in pixels. */
  readonly longest: number;
  /** How much longer waves are along the direction than across it; 1 is the same in all directions. */
  readonly stretch?: number;
  /** Unit vector of the direction. */
  readonly direction?: readonly [number, number];
  /** Folds every octave at zero, which makes creases as in marble or rock. */
  readonly folded?: boolean;
}

/**
 * 1/f noise as a sum of octaves of value noise: random values on a grid, smoothly interpolated, each
 * octave with half the wavelength of the one before.
 *
 * A power spectrum 1/f^b in the plane gives the octave at frequency f the variance f^(2 - b).
 *
 * @see Musgrave, Kolb & Mace 1989, doi:10.1145/74333.74337 (fractional noise from octaves).
 */
export function noiseField(options: NoiseOptions): Field {
  const { size, slope, longest, stretch = 1, direction = [1, 0], folded = false } = options;
  const values = new Float32Array(size * size);
  const gain = exp(((slope - 2) / 2) * -Math.LN2);
  const [cosine, sine] = direction;
  let amplitude = 1;
  let octave = 0;
  for (let wave = longest; wave >= 2; wave /= 2, octave++, amplitude *= gain) {
    const lattice = createLattice(options.seed + octave * 7919);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const along = (x * cosine + y * sine) / (wave * stretch);
        const across = (y * cosine - x * sine) / wave;
        const value = valueAt(lattice, along, across);
        values[y * size + x]! += amplitude * (folded ? Math.abs(value) : value);
      }
    }
  }
  return { size, values: standardise(values) };
}

const LATTICE = 64;

/** Random values in [-1, 1] on a grid that repeats after 64 cells. */
function createLattice(seed: number): Float32Array {
  const lattice = new Float32Array(LATTICE * LATTICE);
  const start = mix32(seed);
  for (let i = 0; i < lattice.length; i++)
    lattice[i] = mix32(start + Math.imul(i, 0x9e3779b1)) / 2 ** 31;
  return lattice;
}

function valueAt(lattice: Float32Array, u: number, v: number): number {
  const left = Math.floor(u);
  const top = Math.floor(v);
  const x = u - left;
  const y = v - top;
  const sx = x * x * (3 - 2 * x);
  const sy = y * y * (3 - 2 * y);
  const column = left & (LATTICE - 1);
  const beside = (left + 1) & (LATTICE - 1);
  const row = (top & (LATTICE - 1)) * LATTICE;
  const below = ((top + 1) & (LATTICE - 1)) * LATTICE;
  const upper = lattice[row + column]! * (1 - sx) + lattice[row + beside]! * sx;
  const lower = lattice[below + column]! * (1 - sx) + lattice[below + beside]! * sx;
  return upper * (1 - sy) + lower * sy;
}

/** Mean 0 and standard deviation 1, in place; a constant becomes 0. */
function standardise(values: Float32Array): Float32Array {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const variance = squares / values.length - mean * mean;
  const scale = variance > 1e-12 ? 1 / Math.sqrt(variance) : 0;
  for (let i = 0; i < values.length; i++) values[i] = (values[i]! - mean) * scale;
  return values;
}
