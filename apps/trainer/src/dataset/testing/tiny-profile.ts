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
