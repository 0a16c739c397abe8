import { crc32, deflateSync } from "node:zlib";

/** Red, green and blue of a display as XYZ under D50, one after the other. */
type Primaries = readonly (readonly [number, number, number])[];

export const SRGB: Primaries = [
  [0.43607, 0.22249, 0.01392],
  [0.38515, 0.71687, 0.09708],
  [0.14307, 0.06061, 0.7141],
];
export const DISPLAY_P3: Primaries = [
  [0.51512, 0.2412, -0.00105],
  [0.29198, 0.69225, 0.04189],
  [0.1571, 0.06657, 0.78407],
];

/** sRGB's own curve, as a table of 1,024 values. */
export const SRGB_CURVE: readonly number[] = Array.from({ length: 1024 }, (_, i) => {
  const value = i / 1023;
  return Math.round(
    65_535 * (value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4),
  );
});

/** A gamma, or a table of values from 0 to 65535. */
type Curve = number | readonly number[];

/** An ICC profile (version 2) of an RGB display with one curve for all channels. */
export function rgbProfile(primaries: Primaries, curve: Curve): Buffer {
  const names = ["r", "g", "b"];
  return writeProfile("RGB ", [
    ...primaries.map((xyz, i): [string, Buffer] => [`${names[i]}XYZ`, writeXyz(xyz)]),
    ...names.map((name): [string, Buffer] => [`${name}TRC`, writeCurve(curve)]),
  ]);
}

/** An ICC profile (version 2) of grey. */
export function greyProfile(curve: Curve): Buffer {
  return writeProfile("GRAY", [["kTRC", writeCurve(curve)]]);
}

/** The same PNG with an ICC profile. */
export function withProfile(png: Buffer, profile: Uint8Array): Buffer {
  const data = Buffer.concat([Buffer.from("iCCPx\0\0", "latin1"), deflateSync(profile)]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length - 4);
  sum.writeUInt32BE(crc32(data));
  const HEADER = 33; // signature and IHDR
  return Buffer.concat([png.subarray(0, HEADER), length, data, sum, png.subarray(HEADER)]);
}

function writeProfile(space: string, colors: readonly (readonly [string, Buffer])[]): Buffer {
  const white = writeXyz([0.9642, 1, 0.8249]);
  const tags = [["desc", writeText()], ["wtpt", white], ...colors] as const;
  const table = Buffer.alloc(4 + 12 * tags.length);
  table.writeUInt32BE(tags.length);
  let at = 128 + table.length;
  for (const [i, [name, data]] of tags.entries()) {
    table.write(name, 4 + 12 * i, "latin1");
    table.writeUInt32BE(at, 8 + 12 * i);
    table.writeUInt32BE(data.length, 12 + 12 * i);
    at += data.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at);
  header.writeUInt32BE(0x0210_0000, 8);
  header.write(`mntr${space}XYZ `, 12, "latin1");
  header.write("acsp", 36, "latin1");
  white.copy(header, 68, 8, 20);
  return Buffer.concat([header, table, ...tags.map(([, data]) => data)]);
}

function writeXyz(xyz: readonly number[]): Buffer {
  const tag = Buffer.alloc(20);
  tag.write("XYZ ", "latin1");
  for (const [i, value] of xyz.entries()) tag.writeInt32BE(Math.round(value * 65_536), 8 + 4 * i);
  return tag;
}

function writeCurve(curve: Curve): Buffer {
  const values = typeof curve === "number" ? [Math.round(curve * 256)] : curve;
  const tag = Buffer.alloc(Math.ceil((12 + 2 * values.length) / 4) * 4);
  tag.write("curv", "latin1");
  tag.writeUInt32BE(values.length, 8);
  for (const [i, value] of values.entries()) tag.writeUInt16BE(value, 12 + 2 * i);
  return tag;
}

function writeText(): Buffer {
  const tag = Buffer.alloc(96);
  tag.write("desc\0\0\0\0\0\0\0\x02x", "latin1");
  return tag;
}

/** A TIFF as scanners, satellites and microscopes write them, which sharp cannot write. */
export interface TinyTiff {
  readonly width: number;
  readonly height: number;
  /** Shape [height, width, bands]. */
  readonly samples: ArrayLike<number>;
  readonly bits?: 8 | 16 | 32 | 64;
  /** 1 unsigned, 2 signed, 3 float. */
  readonly sampleFormat?: 1 | 2 | 3;
  /** 0 white is zero, 1 black is zero, 2 RGB, 8 CIELab. */
  readonly photometric?: number;
  /** One for each band beyond colour: 0 unspecified, 1 premultiplied alpha, 2 alpha. */
  readonly extraSamples?: readonly number[];
  readonly icc?: Uint8Array;
  /** SMinSampleValue and SMaxSampleValue, as floats. */
  readonly range?: readonly [number, number];
  /** More tags of 16 bits. */
  readonly tags?: Readonly<Record<number, number>>;
}

/** Type and values of a tag. */
type Entry = readonly [type: "short" | "long" | "float" | "bytes", values: ArrayLike<number>];

/** Writes one strip without compression, little endian. */
export function writeTiff(tiff: TinyTiff): Buffer {
  const { width, height, samples, bits = 8, sampleFormat = 1, extraSamples, icc, range } = tiff;
  const bands = samples.length / (width * height);
  const pixels = writeSamples(samples, bits, sampleFormat);
  const entries = new Map<number, Entry>([
    [256, ["long", [width]]],
    [257, ["long", [height]]],
    [258, ["short", Array.from({ length: bands }, () => bits)]],
    [259, ["short", [1]]],
    [262, ["short", [tiff.photometric ?? (bands >= 3 ? 2 : 1)]]],
    [273, ["long", [8]]],
    [277, ["short", [bands]]],
    [278, ["long", [height]]],
    [279, ["long", [pixels.length]]],
    [339, ["short", Array.from({ length: bands }, () => sampleFormat)]],
  ]);
  if (extraSamples) entries.set(338, ["short", extraSamples]);
  if (range) entries.set(340, ["float", [range[0]]]).set(341, ["float", [range[1]]]);
  if (icc) entries.set(34_675, ["bytes", icc]);
  for (const [tag, value] of Object.entries(tiff.tags ?? {})) {
    entries.set(Number(tag), ["short", [value]]);
  }
  const head = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(8 + pixels.length, 4);
  return Buffer.concat([head, pixels, writeDirectory(entries, 8 + pixels.length)]);
}

function writeDirectory(entries: ReadonlyMap<number, Entry>, start: number): Buffer {
  const table = Buffer.alloc(2 + 12 * entries.size + 4);
  table.writeUInt16LE(entries.size, 0);
  const far: Buffer[] = [];
  let farAt = start + table.length;
  const sorted = [...entries].sort(([a], [b]) => a - b);
  for (const [i, [tag, [type, values]]] of sorted.entries()) {
    const at = 2 + 12 * i;
    const bytes = writeValues(type, values);
    table.writeUInt16LE(tag, at);
    table.writeUInt16LE({ short: 3, long: 4, float: 11, bytes: 7 }[type], at + 2);
    table.writeUInt32LE(values.length, at + 4);
    if (bytes.length <= 4) {
      bytes.copy(table, at + 8);
      continue;
    }
    table.writeUInt32LE(farAt, at + 8);
    far.push(bytes);
    farAt += bytes.length;
  }
  return Buffer.concat([table, ...far]);
}

function writeValues(type: Entry[0], values: ArrayLike<number>): Buffer {
  if (type === "bytes") return Buffer.from(Array.from(values));
  const Numbers = { short: Uint16Array, long: Uint32Array, float: Float32Array }[type];
  return Buffer.from(Numbers.from(values).buffer);
}

function writeSamples(
  samples: ArrayLike<number>,
  bits: 8 | 16 | 32 | 64,
  format: 1 | 2 | 3,
): Buffer {
  const kinds = {
    1: { 8: Uint8Array, 16: Uint16Array, 32: Uint32Array, 64: Float64Array },
    2: { 8: Int8Array, 16: Int16Array, 32: Int32Array, 64: Float64Array },
    3: { 8: Uint8Array, 16: Uint16Array, 32: Float32Array, 64: Float64Array },
  };
  return Buffer.from(kinds[format][bits].from(Array.from(samples)).buffer);
}
