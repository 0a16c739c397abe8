import type { Rng } from "../../../analysis/random/index.ts";

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

/**
 * The colour of a pixel: writes red, green and blue to `out[0..2]`, and may lower the opacity `out[3]`,
 * which is 1 before.
 */
export type Paint = (x: number, y: number, out: Float64Array) => void;

export function flat(colour: Rgb): Paint {
  const [red, green, blue] = colour;
  return (_x, _y, out) => {
    out[0] = red;
    out[1] = green;
    out[2] = blue;
  };
}

/** From `a` at signed distance -length to `b` at +length from a point, along a direction of unit length. */
export function gradient(
  [a, b]: readonly [Rgb, Rgb],
  line: { x: number; y: number; dx: number; dy: number; length: number },
): Paint {
  return (x, y, out) => {
    const along = ((x - line.x) * line.dx + (y - line.y) * line.dy) / line.length;
    const part = Math.min(1, Math.max(0, 0.5 + along / 2));
    for (let c = 0; c < 3; c++) out[c] = mix(a[c]!, b[c]!, part);
  };
}

/** A ball lit from one side: bright where its surface faces the light, dark at the other rim. */
export function ball(
  colour: Rgb,
  light: { x: number; y: number; radius: number; dx: number; dy: number; strength: number },
): Paint {
  return (x, y, out) => {
    const u = (x - light.x) / light.radius;
    const v = (y - light.y) / light.radius;
    const height = Math.sqrt(Math.max(0, 1 - u * u - v * v));
    const facing = 0.6 * height - 0.7 * (u * light.dx + v * light.dy);
    const shade = 1 + light.strength * (facing - 0.45);
    for (let c = 0; c < 3; c++) out[c] = colour[c]! * shade;
  };
}

/**
 * Another paint with a field added to all three channels.
 *
 * @param strength Of one standard deviation.
 * @param mirrored Continues the field beyond its edge as in a mirror, so that no seam shows; otherwise it
 *   begins anew.
 */
export function textured(
  paint: Paint,
  field: Field,
  options: { strength: number; shiftX: number; shiftY: number; mirrored?: boolean },
): Paint {
  const { size, values } = field;
  const { strength, shiftX, shiftY, mirrored = false } = options;
  const within = mirrored
    ? (at: number) => (at % (2 * size) < size ? at % size : size - 1 - (at % size))
    : (at: number) => at % size;
  return (x, y, out) => {
    paint(x, y, out);
    const value = strength * values[within(y + shiftY) * size + within(x + shiftX)]!;
    for (let c = 0; c < 3; c++) out[c]! += value;
  };
}

/** Parallel lines of one paint over another. @param dx, dy Across the lines, of unit length. */
export function hatched(
  ground: Paint,
  line: Paint,
  { dx, dy, period, width }: { dx: number; dy: number; period: number; width: number },
): Paint {
  const other = new Float64Array(4);
  return (x, y, out) => {
    ground(x, y, out);
    const along = (x * dx + y * dy) / period;
    const distance = Math.abs(along - Math.round(along)) * period;
    const covered = Math.min(1, Math.max(0, width / 2 - distance + 0.5));
    if (covered === 0) return;
    line(x, y, other);
    for (let c = 0; c < 3; c++) out[c] = mix(out[c]!, other[c]!, covered);
  };
}

/** How the colours of an image are drawn. */
export interface PaletteStyle {
  /** Number of colours. */
  readonly count: number;
  /** In turns of the colour circle; null for another in every image. */
  readonly hue: number | null;
  /** Around the hue, in turns: 0.05 is one family of colours, 1 is all. */
  readonly hueSpread: number;
  /** Lowest and highest, in [0, 1]. */
  readonly saturation: readonly [number, number];
  readonly value: readonly [number, number];
}

export function drawPalette(style: PaletteStyle, rng: Rng): Rgb[] {
  const base = style.hue ?? rng();
  return Array.from({ length: style.count }, () => {
    const hue = base + style.hueSpread * (rng() - 0.5);
    return hsv(hue, between(style.saturation, rng), between(style.value, rng));
  });
}

function between([low, high]: readonly [number, number], rng: Rng): number {
  return low + (high - low) * rng();
}

/** @param hue In turns. @param saturation, value In [0, 1]. @see Smith 1978, doi:10.1145/800248.807361. */
export function hsv(hue: number, saturation: number, value: number): Rgb {
  const sector = (hue - Math.floor(hue)) * 6;
  const channel = (shift: number) => {
    const k = (shift + sector) % 6;
    return value - value * saturation * Math.max(0, Math.min(k, 4 - k, 1));
  };
  return [channel(5), channel(3), channel(1)];
}

/** Numbers with mean 0 and standard deviation 1, row-major, shape [size, size]. */
export interface Field {
  readonly size: number;
  readonly values: Float32Array;
}
