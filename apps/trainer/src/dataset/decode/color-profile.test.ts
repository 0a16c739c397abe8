import sharp from "sharp";
import { expect, test } from "vitest";
import {
  DISPLAY_P3,
  greyProfile,
  rgbProfile,
  SRGB,
  SRGB_CURVE,
  withProfile,
  writeTiff,
} from "../testing/odd-files.ts";
import { decodeWhole, largestDifference } from "../testing/sample-images.ts";
import { readProfile } from "./color-profile.ts";

const COLORS = [
  [250, 20, 20],
  [20, 250, 20],
  [20, 20, 250],
  [128, 128, 128],
  [255, 255, 255],
  [0, 0, 0],
  [200, 150, 100],
  [30, 60, 90],
];
const SIZE = { width: COLORS.length, height: 1 };
const RAW = { ...SIZE, channels: 3 as const };

/** What Pillow's ImageCms makes of the colours (8 bit, perceptual, to sRGB). */
const PROFILES: readonly [name: string, profile: Buffer, expected: number[][]][] = [
  ["sRGB", rgbProfile(SRGB, SRGB_CURVE), COLORS],
  [
    "Display P3",
    rgbProfile(DISPLAY_P3, SRGB_CURVE),
    [
      [255, 0, 0],
      [0, 255, 0],
      [20, 20, 255],
      [128, 128, 128],
      [255, 255, 255],
      [0, 0, 0],
      [209, 147, 91],
      [17, 61, 93],
    ],
  ],
  [
    "gamma 1.8",
    rgbProfile(SRGB, 1.8),
    [
      [251, 26, 26],
      [26, 251, 26],
      [26, 26, 251],
      [146, 146, 146],
      [255, 255, 255],
      [0, 0, 0],
      [210, 167, 119],
      [40, 77, 109],
    ],
  ],
  [
    "linear light",
    rgbProfile(SRGB, 1),
    [
      [253, 79, 79],
      [79, 253, 79],
      [79, 79, 253],
      [188, 188, 188],
      [255, 255, 255],
      [0, 0, 0],
      [229, 202, 168],
      [96, 133, 160],
    ],
  ],
];

const deep = (values: number[]) => Uint16Array.from(values, (value) => value * 257);

test.each(PROFILES)("%s: 8 and 16 bits, PNG and TIFF, with and without alpha", async (...args) => {
  const [, icc, expected] = args;
  const flat = COLORS.flat();
  const opaque = COLORS.flatMap((color) => [...color, 255]);
  const png = await sharp(Uint8Array.from(flat), { raw: RAW }).png().toBuffer();
  const png16 = await sharp(deep(flat), { raw: RAW }).toColourspace("rgb16").png().toBuffer();
  expect((await sharp(withProfile(png16, icc)).metadata()).icc?.length).toBe(icc.length);
  const files = {
    png: withProfile(png, icc),
    png16: withProfile(png16, icc),
    tiff: writeTiff({ ...SIZE, samples: flat, icc }),
    tiff16: writeTiff({ ...SIZE, samples: deep(flat), bits: 16, icc }),
    rgba16: writeTiff({ ...SIZE, samples: deep(opaque), bits: 16, extraSamples: [2], icc }),
  };
  for (const [name, file] of Object.entries(files)) {
    const { pixels } = await decodeWhole(file);
    const difference = largestDifference(pixels, expected.flat());
    expect({ name, ok: difference <= 1, difference }).toMatchObject({ ok: true });
  }
});

test("grey of 8 and 16 bits has its curve applied too", async () => {
  const greys = [0, 20, 64, 128, 200, 255];
  const icc = greyProfile(1.8);
  const expected = [0, 26, 81, 146, 210, 255].flatMap((grey) => [grey, grey, grey]);
  const common = { width: 6, height: 1, photometric: 1, icc };
  for (const file of [
    writeTiff({ ...common, samples: greys }),
    writeTiff({ ...common, samples: deep(greys), bits: 16 }),
  ]) {
    expect(largestDifference((await decodeWhole(file)).pixels, expected)).toBeLessThanOrEqual(1);
  }
});

test("the dark of 16-bit linear light is not lost to 8 bits on the way", async () => {
  // sRGB's definition: 255 * 12.92 * v / 65535 below 0.0031308.
  const samples = [20, 60, 100, 160].flatMap((value) => [value, value, value]);
  const file = writeTiff({ width: 4, height: 1, samples, bits: 16, icc: rgbProfile(SRGB, 1) });
  const { pixels } = await decodeWhole(file);
  const expected = [1, 3, 5, 8].flatMap((value) => [value, value, value]);
  expect(largestDifference(pixels, expected)).toBeLessThanOrEqual(1);
});

test("half transparent 16-bit colours are converted, then laid on white", async () => {
  const samples = deep([250, 20, 20, 128]);
  const icc = rgbProfile(SRGB, 1);
  const file = writeTiff({ width: 1, height: 1, samples, bits: 16, extraSamples: [2], icc });
  // (253, 79, 79) at 128 of 255, above 255.
  expect(largestDifference((await decodeWhole(file)).pixels, [254, 167, 167])).toBeLessThanOrEqual(
    1,
  );
});

test("a profile that is broken or of another colour space counts as none", async () => {
  const samples = COLORS.flat();
  for (const icc of [
    Buffer.alloc(300, "junk"),
    greyProfile(1),
    rgbProfile(SRGB, 1).subarray(0, 150),
  ]) {
    for (const bits of [8, 16] as const) {
      const file = writeTiff({
        ...SIZE,
        samples: bits === 16 ? deep(samples) : samples,
        bits,
        icc,
      });
      const difference = largestDifference((await decodeWhole(file)).pixels, samples);
      expect({ bits, difference }).toEqual({ bits, difference: 0 });
    }
  }
});

test("a profile is told by what it does", () => {
  expect(readProfile(rgbProfile(SRGB, SRGB_CURVE), "RGB")).toEqual({ kind: "srgb" });
  expect(readProfile(rgbProfile(SRGB, 1), "RGB")).toMatchObject({ kind: "curves" });
  expect(readProfile(greyProfile(SRGB_CURVE), "GRAY")).toEqual({ kind: "srgb" });
  expect(readProfile(greyProfile(2.2), "RGB")).toEqual({ kind: "unusable" });
});
