import { setImmediate } from "node:timers/promises";

/** What an ICC profile makes of a device's colours. */
export type ColorProfile =
  /** Within a level of sRGB: nothing to do. */
  | { readonly kind: "srgb" }
  /** Curves and a matrix, which are applied here. */
  | ({ readonly kind: "curves" } & DeviceColors)
  /** Tables: left to the decoder's colour management. */
  | { readonly kind: "tables" }
  /** Of another colour space than the image, or no profile at all: the image counts as sRGB. */
  | { readonly kind: "unusable" };

interface DeviceColors {
  /** Device value to linear light for red, green and blue; both in [0, 1]. */
  readonly curves: readonly [Curve, Curve, Curve];
  /** Linear device light to linear sRGB, row by row. */
  readonly matrix: readonly number[];
}

type Curve = (value: number) => number;

/** XYZ under D50, the profiles' connection space, to linear sRGB (ICC's sRGB profile, inverted). */
const XYZ_TO_SRGB = [
  [3.134136, -1.617386, -0.490662],
  [-0.978795, 1.916254, 0.033443],
  [0.071955, -0.228977, 1.405386],
] as const;
/** Steps of a channel at which a profile is compared with sRGB. */
const PROBES = [0, 13, 38, 64, 102, 128, 166, 204, 230, 255];
/** Bytes between two chances for others to run: about 50 ms. */
const BREAK = 3 * 2 ** 21;

/**
 * Reads an ICC profile of a display, a camera or a scanner (ICC.1:2022): of RGB its curves and matrix,
 * of grey its curve.
 *
 * The decoder applies profiles to 8 bits well. With 16 bits it converts to Display P3 and calls that
 * sRGB, and it ignores profiles of 16-bit grey; so those are applied here.
 */
export function readProfile(profile: Uint8Array, space: "RGB" | "GRAY"): ColorProfile {
  const file = Buffer.from(profile.buffer, profile.byteOffset, profile.byteLength);
  const key = `${space} ${file.toString("latin1")}`;
  const kept = keptProfiles.get(key);
  if (kept) return kept;
  if (keptProfiles.size >= KEPT_PROFILES) keptProfiles.clear();
  const read = parseProfile(file, space);
  keptProfiles.set(key, read);
  return read;
}

/** Most images of a data set have the same few profiles. */
const KEPT_PROFILES = 16;
const keptProfiles = new Map<string, ColorProfile>();

function parseProfile(file: Buffer, space: "RGB" | "GRAY"): ColorProfile {
  try {
    const isProfile = file.toString("latin1", 36, 40) === "acsp";
    if (!isProfile || file.toString("latin1", 16, 20).trim() !== space) return { kind: "unusable" };
    const tags = tagsOf(file);
    if (tags.has("A2B0")) return { kind: "tables" };
    const colors = space === "RGB" ? rgbColors(tags) : greyColors(tags);
    if (!colors) return { kind: "tables" };
    return isSrgb(colors, space) ? { kind: "srgb" } : { kind: "curves", ...colors };
  } catch {
    return { kind: "unusable" }; // cut off: sRGB is the best guess, as for an image without a profile
  }
}

function tagsOf(file: Buffer): Map<string, Buffer> {
  const count = Math.min(file.readUInt32BE(128), 100);
  const tags = new Map<string, Buffer>();
  for (let i = 0; i < count; i++) {
    const at = 132 + 12 * i;
    const start = file.readUInt32BE(at + 4);
    const tag = file.subarray(start, start + file.readUInt32BE(at + 8));
    tags.set(file.toString("latin1", at, at + 4), tag);
  }
  return tags;
}

/**
 * Brings 16-bit device colours to 8-bit sRGB.
 *
 * @param samples Values 0 to 65535, shape [pixels, channels]; the first three are red, green and blue.
 * @param into Shape [pixels, 3].
 */
export async function applyCurves(
  { curves, matrix }: DeviceColors,
  { samples, channels, into }: { samples: Uint16Array; channels: number; into: Uint8Array },
): Promise<void> {
  const [red, green, blue] = curves.map((curve) =>
    Float32Array.from({ length: 65_536 }, (_, i) => curve(i / 65_535)),
  ) as [Float32Array, Float32Array, Float32Array];
  // Fine enough where sRGB is steepest: a step is a twentieth of a level.
  const encoded = Uint8Array.from({ length: 65_536 }, (_, i) =>
    Math.round(255 * encode(i / 65_535)),
  );
  const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = matrix.map((factor) => factor * 65_535) as Nine;
  const level = (linear: number) => encoded[Math.min(65_535, Math.max(0, Math.round(linear)))]!;
  for (let from = 0, to = 0; to < into.length; from += channels, to += 3) {
    if (to % BREAK === 0) await setImmediate(); // so that an interruption is heard
    const r = red[samples[from]!]!;
    const g = green[samples[from + 1]!]!;
    const b = blue[samples[from + 2]!]!;
    into[to] = level(m0 * r + m1 * g + m2 * b);
    into[to + 1] = level(m3 * r + m4 * g + m5 * b);
    into[to + 2] = level(m6 * r + m7 * g + m8 * b);
  }
}

type Nine = [number, number, number, number, number, number, number, number, number];

/** Null where the profile has another form. */
function rgbColors(tags: ReadonlyMap<string, Buffer>): DeviceColors | null {
  const columns = ["rXYZ", "gXYZ", "bXYZ"].map((name) => tags.get(name));
  const curves = ["rTRC", "gTRC", "bTRC"].map((name) => tags.get(name));
  if (columns.includes(undefined) || curves.includes(undefined)) return null;
  const matrix = XYZ_TO_SRGB.flatMap((row) =>
    columns.map((tag) => row.reduce((sum, factor, k) => sum + factor * fixed(tag!, 8 + 4 * k), 0)),
  );
  return { curves: curves.map((tag) => readCurve(tag!)) as [Curve, Curve, Curve], matrix };
}

function greyColors(tags: ReadonlyMap<string, Buffer>): DeviceColors | null {
  const tag = tags.get("kTRC");
  if (!tag) return null;
  const curve = readCurve(tag);
  return { curves: [curve, curve, curve], matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
}

/** A `curv` (table, gamma or nothing) or `para` tag, as a function of [0, 1]. */
function readCurve(tag: Buffer): Curve {
  const kind = tag.toString("latin1", 0, 4);
  if (kind === "para") return parametricCurve(tag);
  if (kind !== "curv") throw new RangeError(`no curve: ${kind}`);
  const count = tag.readUInt32BE(8);
  if (count === 0) return (value) => value;
  if (count === 1) {
    const gamma = tag.readUInt16BE(12) / 256;
    return (value) => value ** gamma;
  }
  const table = Float64Array.from(
    { length: count },
    (_, i) => tag.readUInt16BE(12 + 2 * i) / 65_535,
  );
  return (value) => {
    const at = value * (count - 1);
    const below = Math.min(Math.floor(at), count - 2);
    return table[below]! + (table[below + 1]! - table[below]!) * (at - below);
  };
}

/** ICC.1:2022, table 68. */
function parametricCurve(tag: Buffer): Curve {
  const type = tag.readUInt16BE(8);
  const length = [1, 3, 4, 5, 7][type];
  if (length === undefined) throw new RangeError(`no parametric curve: ${type}`);
  const values = Array.from({ length }, (_, i) => fixed(tag, 12 + 4 * i));
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = values;
  const power = (x: number) => Math.max(0, a * x + b) ** g;
  if (type === 0) return (x) => x ** g;
  if (type === 1) return (x) => (x >= -b / a ? power(x) : 0);
  if (type === 2) return (x) => (x >= -b / a ? power(x) + c : c);
  return (x) => (x >= d ? power(x) + e : c * x + f);
}

/** Signed, 16 bits before and 16 after the point. */
function fixed(tag: Buffer, at: number): number {
  return tag.readInt32BE(at) / 65_536;
}

/** Linear light to sRGB, both in [0, 1] (IEC 61966-2-1). */
function encode(linear: number): number {
  if (linear <= 0) return 0;
  if (linear >= 1) return 1;
  return linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}

/** Whether the profile changes no probe by more than a level. */
function isSrgb(colors: DeviceColors, space: "RGB" | "GRAY"): boolean {
  const probes =
    space === "GRAY"
      ? PROBES.map((v) => [v, v, v])
      : PROBES.flatMap((r) => PROBES.flatMap((g) => PROBES.map((b) => [r, g, b])));
  const { curves, matrix } = colors;
  return probes.every((probe) => {
    const linear = probe.map((value, i) => curves[i]!(value / 255));
    return probe.every((value, row) => {
      const light = linear.reduce((sum, part, k) => sum + matrix[3 * row + k]! * part, 0);
      return Math.abs(255 * encode(light) - value) <= 1;
    });
  });
}
