import * as fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { expect, test } from "vitest";
import { hashPixels, permuteRows } from "./content-keys.ts";
import { decodeImage } from "./decode-image.ts";
import { rgbProfile, SRGB, SRGB_CURVE, withProfile, writeTiff } from "./testing/odd-files.ts";
import { solid } from "./testing/sample-images.ts";

const SIZE = { width: 24, height: 16 };
/** Noise of 64 colours, so that a palette holds them all. */
const PIXELS = Uint8Array.from({ length: 24 * 16 * 3 }, (_, i) =>
  i % 3 === 2 ? 40 : ((Math.imul(i, 2_654_435_761) >>> 29) & 7) * 32,
);
const image = () => sharp(PIXELS, { raw: { ...SIZE, channels: 3 } });
const keyOf = (file: Uint8Array) => decodeImage(file, hashPixels);
const keyOfImage = async (encoded: Sharp) => keyOf(await encoded.toBuffer());

/** The same pixels as BMP of 24 bits. */
function bmp(): Buffer {
  const head = Buffer.alloc(54);
  head.write("BM");
  for (const [at, value] of [
    [10, 54],
    [14, 40],
    [18, 24],
    [22, 16],
    [26, 1],
    [28, 24],
  ] as const) {
    head.writeUInt16LE(value, at);
  }
  const rows = Array.from({ length: 16 }, (_, y) =>
    Array.from({ length: 72 }, (_, i) => PIXELS[(15 - y) * 72 + i - (i % 3) + 2 - (i % 3)]!),
  );
  return Buffer.concat([head, Buffer.from(rows.flat())]);
}

test("equal pixels have one key, however they are stored", async () => {
  const key = await keyOfImage(image().png());
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  const png = await image().png().toBuffer();
  const turned = await image().rotate(90).png().toBuffer();
  const files: Record<string, Uint8Array> = {
    "compression 0": await image().png({ compressionLevel: 0 }).toBuffer(),
    interlaced: await image().png({ progressive: true }).toBuffer(),
    palette: await image().png({ palette: true, colours: 64 }).toBuffer(),
    "opaque alpha": await image().ensureAlpha().png().toBuffer(),
    "16 bits": await image().toColourspace("rgb16").png().toBuffer(),
    "sRGB profile": withProfile(png, rgbProfile(SRGB, SRGB_CURVE)),
    "a comment": await image()
      .withExif({ IFD0: { Copyright: "me" } })
      .png()
      .toBuffer(),
    WebP: await image().webp({ lossless: true }).toBuffer(),
    TIFF: await image().tiff({ compression: "deflate" }).toBuffer(),
    "plain TIFF": writeTiff({ ...SIZE, samples: PIXELS }),
    "infrared beside": writeTiff({
      ...SIZE,
      samples: [...PIXELS].flatMap((value, i) => (i % 3 === 2 ? [value, 7] : [value])),
      extraSamples: [0],
    }),
    BMP: bmp(),
    PPM: Buffer.concat([Buffer.from("P6 24 16 255\n"), PIXELS]),
    "turned by EXIF": await sharp(turned).withMetadata({ orientation: 8 }).png().toBuffer(),
  };
  for (const [name, file] of Object.entries(files)) {
    expect([name, await keyOf(file)]).toEqual([name, key]);
  }
});

test("grey and RGB with equal channels have one key", async () => {
  const grey = await image().greyscale().toColourspace("b-w").png().toBuffer();
  expect((await sharp(grey).metadata()).channels).toBe(1);
  const rgb = await sharp(grey).toColourspace("srgb").png().toBuffer();
  expect((await sharp(rgb).metadata()).channels).toBe(3);
  expect(await keyOf(rgb)).toBe(await keyOf(grey));
});

test("another pixel, size or turn is another key", async () => {
  const changed = Uint8Array.from(PIXELS);
  changed[500]! ^= 1;
  const keys = await Promise.all([
    keyOfImage(image().png()),
    keyOfImage(sharp(changed, { raw: { ...SIZE, channels: 3 } }).png()),
    keyOfImage(image().flop().png()),
    keyOfImage(solid([1, 2, 3], 6, 4).png()),
    keyOfImage(solid([1, 2, 3], 4, 6).png()),
    keyOfImage(solid([1, 2, 3], 24, 1).png()),
  ]);
  expect(new Set(keys).size).toBe(6);
});

test("row i becomes what row order[i] was", () => {
  const rows = Uint8Array.of(0, 0, 1, 1, 2, 2, 3, 3);
  permuteRows(rows, Int32Array.of(2, 0, 1, 3), 2);
  expect([...rows]).toEqual([2, 2, 0, 0, 1, 1, 3, 3]);
});

test("any permutation gives what copying would give", () => {
  const orders = fc
    .nat(20)
    .chain((n) => fc.shuffledSubarray([...Array(n).keys()], { minLength: n }));
  fc.assert(
    fc.property(orders, (order) => {
      const rows = Uint8Array.from(order.flatMap((_, row) => [row, row + 100]));
      permuteRows(rows, Int32Array.from(order), 2);
      expect([...rows]).toEqual(order.flatMap((row) => [row, row + 100]));
    }),
  );
});
