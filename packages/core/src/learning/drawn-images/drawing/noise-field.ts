import { mix32 } from "../../../analysis/random/index.ts";
import { exp } from "../../../analysis/random/random.ts";

/** Numbers with mean 0 and standard deviation 1, row-major, shape [size, size]. */
export interface Field {
  readonly size: number;
  readonly values: Float32Array;
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
