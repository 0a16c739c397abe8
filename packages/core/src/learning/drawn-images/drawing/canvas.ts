/** An image in the making: RGB in [0, 1], row-major, shape [height, width, 3]. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** Red, green and blue in [0, 1]. */
export type Rgb = readonly [number, number, number];

export function createCanvas(width: number, height: number, colour: Rgb): Canvas {
  const data = new Float32Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) data.set(colour, i);
  return { width, height, data };
}

/** The canvas as bytes, shape [height, width, 3]; values outside [0, 1] are clipped. */
export function toBytes({ data }: Canvas): Uint8Array {
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) bytes[i] = 255 * clamp(data[i]!) + 0.5;
  return bytes;
}

export function mix(a: number, b: number, part: number): number {
  return a + (b - a) * part;
}

export function mixRgb(a: Rgb, b: Rgb, part: number): Rgb {
  return [mix(a[0], b[0], part), mix(a[1], b[1], part), mix(a[2], b[2], part)];
}

export function clamp(value: number, low = 0, high = 1): number {
  return value < low ? low : value > high ? high : value;
}
