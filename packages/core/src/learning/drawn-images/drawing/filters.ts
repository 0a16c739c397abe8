import { createRng } from "../../../analysis/random/index.ts";
import { exp } from "../../../analysis/random/random.ts";
import type { Canvas } from "./canvas.ts";

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
