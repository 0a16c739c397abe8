import { setImmediate } from "node:timers/promises";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { expect, test } from "vitest";
import { decodeImage } from "./decode-image.ts";
import { UnreadableImage } from "./image-findings.ts";
import {
  colorAt,
  decodeFitted,
  decodeWhole,
  gradient,
  largestDifference,
  quadrants,
  solid,
} from "./testing/sample-images.ts";

const RED = [255, 0, 0] as const;
const GREEN = [0, 255, 0] as const;
const BLUE = [0, 0, 255] as const;
const GREY = [128, 128, 128] as const;

test.each([
  ["JPEG", solid([200, 100, 50]).jpeg()],
  ["progressive JPEG", solid([200, 100, 50]).jpeg({ progressive: true })],
  ["PNG", solid([200, 100, 50]).png()],
  ["palette PNG", solid([200, 100, 50]).png({ palette: true })],
  ["WebP", solid([200, 100, 50]).webp()],
  ["GIF", solid([200, 100, 50]).gif()],
  ["AVIF", solid([200, 100, 50]).avif()],
  ["TIFF", solid([200, 100, 50]).tiff()],
  ["TIFF without compression", solid([200, 100, 50]).tiff({ compression: "none" })],
])("reads %s", async (_, image) => {
  const { pixels, width, height } = await decodeFitted(await image.toBuffer(), 16);
  expect([width, height, pixels.length]).toEqual([40, 30, 16 * 16 * 3]);
  expect(largestDifference(colorAt(pixels, 8, 8), [200, 100, 50])).toBeLessThanOrEqual(4);
});

// Where the stored quadrants A B / C D belong, from the definition of the EXIF tag.
test.each([
  [1, [RED, GREEN, BLUE, GREY]],
  [2, [GREEN, RED, GREY, BLUE]],
  [3, [GREY, BLUE, GREEN, RED]],
  [4, [BLUE, GREY, RED, GREEN]],
  [5, [RED, BLUE, GREEN, GREY]],
  [6, [BLUE, RED, GREY, GREEN]],
  [7, [GREY, GREEN, BLUE, RED]],
  [8, [GREEN, GREY, RED, BLUE]],
])("turns EXIF orientation %i upright", async (orientation, expected) => {
  const stored = quadrants([RED, GREEN, BLUE, GREY], 48, 32);
  const file = await stored.withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer();
  const { pixels, width, height } = await decodeFitted(file, 32);
  expect([width, height]).toEqual(orientation < 5 ? [48, 32] : [32, 48]);
  const found = [colorAt(pixels, 8, 8), colorAt(pixels, 24, 8)];
  found.push(colorAt(pixels, 8, 24), colorAt(pixels, 24, 24));
  expect(largestDifference(found.flat(), expected.flat())).toBeLessThanOrEqual(6);
});

test("makes grey red, green and blue", async () => {
  const file = await solid([100, 100, 100]).toColourspace("b-w").png().toBuffer();
  expect((await sharp(file).metadata()).channels).toBe(1);
  const { pixels } = await decodeFitted(file, 16);
  expect([pixels.length, new Set(pixels)]).toEqual([16 * 16 * 3, new Set([100])]);
});

test("lays transparent images on white", async () => {
  const create = { width: 20, height: 20, channels: 4 as const };
  const half = sharp({ create: { ...create, background: { r: 255, g: 0, b: 0, alpha: 0.5 } } });
  const halfRed = await decodeFitted(await half.png().toBuffer(), 16);
  expect(largestDifference(colorAt(halfRed.pixels, 4, 4), [255, 127, 127])).toBeLessThanOrEqual(1);
  const none = sharp({ create: { ...create, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  const invisible = await decodeFitted(await none.webp().toBuffer(), 16);
  expect(new Set(invisible.pixels)).toEqual(new Set([255]));
});

test("brings 16 bits and CMYK to 8-bit sRGB", async () => {
  const deep = new Uint16Array(20 * 20 * 3).map((_, i) => [0x8000, 0xffff, 0x0100][i % 3]!);
  const raw = { width: 20, height: 20, channels: 3 as const };
  const png = await sharp(deep, { raw }).toColourspace("rgb16").png().toBuffer();
  expect((await sharp(png).metadata()).depth).toBe("ushort");
  const { pixels } = await decodeFitted(png, 16);
  expect(largestDifference(colorAt(pixels, 4, 4), [128, 255, 1])).toBeLessThanOrEqual(1);

  const print = await solid([200, 50, 50]).toColourspace("cmyk").jpeg().toBuffer();
  expect((await sharp(print).metadata()).space).toBe("cmyk");
  const screen = await decodeFitted(print, 16);
  // Ink cannot make every colour of a screen: near, not equal.
  expect(largestDifference(colorAt(screen.pixels, 4, 4), [200, 50, 50])).toBeLessThanOrEqual(25);
});

test("fits the shorter side and keeps the centre", async () => {
  const wide = await sharp({
    create: { width: 90, height: 30, channels: 3, background: "#0000ff" },
  })
    .composite([{ input: await solid([255, 0, 0], 30, 30).png().toBuffer(), left: 30, top: 0 }])
    .png()
    .toBuffer();
  const { pixels } = await decodeFitted(wide, 16);
  const edges = [...colorAt(pixels, 1, 8), ...colorAt(pixels, 14, 8)];
  expect(largestDifference(edges, [...RED, ...RED])).toBeLessThanOrEqual(4);
});

test("leaves an image of the right size untouched", async () => {
  const png = await gradient(48, 48).png().toBuffer();
  const raw = await sharp(png).raw().toBuffer();
  const { pixels } = await decodeFitted(png, 48);
  expect(Buffer.compare(pixels, raw)).toBe(0);
  expect(Buffer.compare((await decodeWhole(png)).pixels, raw)).toBe(0);
});

test("takes the first frame of an animation", async () => {
  const frames = [await solid(RED).png().toBuffer(), await solid(GREEN).png().toBuffer()];
  const gif = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  expect((await sharp(gif).metadata()).pages).toBe(2);
  for (const file of [gif, await sharp(gif, { animated: true }).webp().toBuffer()]) {
    const { pixels, height } = await decodeFitted(file, 16);
    expect(height).toBe(30);
    expect(largestDifference(colorAt(pixels, 4, 4), RED)).toBeLessThanOrEqual(3);
  }
});

test("copes with extremely long images", async () => {
  const { pixels } = await decodeFitted(await solid(RED, 1, 20_000).png().toBuffer(), 32);
  expect(colorAt(pixels, 16, 16)).toEqual([...RED]);
});

test("refuses more pixels than fit into memory before it decodes one", async () => {
  const file = await solid(RED).png().toBuffer();
  // The header says 17,000 x 16,000; nothing else needs to be there.
  file.writeUInt32BE(17_000, 16);
  file.writeUInt32BE(16_000, 20);
  file.writeUInt32BE(crc32(file.subarray(12, 29)), 29);
  await expect(decodeFitted(file, 16)).rejects.toThrow("it has more than 268 million pixels");
});

test.each(["jpeg", "png", "webp", "gif", "avif", "tiff"] as const)(
  "refuses a %s that is cut short",
  async (format) => {
    const noise = new Uint8Array(120 * 400 * 3).map((_, i) => (i * 7919) % 251);
    const image = sharp(noise, { raw: { width: 120, height: 400, channels: 3 } });
    const file = await image.toFormat(format).toBuffer();
    // Nine tenths: a centre crop of this tall image needs only the first 65 %.
    for (const share of [0.3, 0.9]) {
      const cut = file.subarray(0, Math.floor(file.length * share));
      await expect(decodeFitted(cut, 16)).rejects.toThrow(UnreadableImage);
    }
  },
);

test("a cut JPEG is told by its missing end, not by the end of its thumbnail", async () => {
  const thumbnail = await gradient(16, 16).jpeg().toBuffer();
  const file = await gradient(64, 300).jpeg().toBuffer();
  const header = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0]);
  header.writeUInt16BE(2 + thumbnail.length, 4);
  const whole = Buffer.concat([header, thumbnail, file.subarray(2)]);
  await expect(decodeFitted(whole, 16)).resolves.toMatchObject({ width: 64, height: 300 });
  const cut = whole.subarray(0, whole.length - 40);
  await expect(decodeFitted(cut, 16)).rejects.toThrow("the JPEG is cut short");
  const trailing = Buffer.concat([whole, Buffer.from("camera notes")]);
  await expect(decodeFitted(trailing, 16)).resolves.toMatchObject({ width: 64 });
});

/** A lossless WebP of one colour that claims any size: VP8L with empty codes. */
function hungryWebp(width: number, height: number): Buffer {
  // 14 bits each of width and height less one, then "no alpha" and version 0; then the transforms' and
  // caches' absence and five codes of one symbol, all of it zeros and ones by hand.
  const size = BigInt(width - 1) | (BigInt(height - 1) << 14n);
  const head = Buffer.alloc(4);
  head.writeUInt32LE(Number(size));
  const data = Buffer.concat([Buffer.from([0x2f]), head, Buffer.from("88881008080808", "hex")]);
  const file = Buffer.alloc(20 + data.length + (data.length % 2));
  file.write("RIFF\0\0\0\0WEBPVP8L", "latin1");
  file.writeUInt32LE(file.length - 8, 4);
  file.writeUInt32LE(data.length, 16);
  data.copy(file, 20);
  return file;
}

test("refuses a file of 33 bytes that would take gigabytes, before decoding", async () => {
  const file = hungryWebp(16_383, 16_383);
  expect(await sharp(file).metadata()).toMatchObject({ width: 16_383, height: 16_383 });
  await expect(decodeWhole(file)).rejects.toThrow(
    "it has 16383 x 16383 pixels, which take 2.7 GiB of memory to decode; at most 2 GiB are used",
  );
});

test("all decoders share one limit on memory", async () => {
  // 81 million pixels are reckoned as 541 MiB, more than half of the limit.
  const large = await sharp({
    create: { width: 9000, height: 9000, channels: 3, background: "#fff" },
  })
    .png()
    .toBuffer();
  let running = 0;
  let most = 0;
  const hold = () =>
    decodeImage(large, async () => {
      running += 1;
      most = Math.max(most, running);
      await setImmediate();
      running -= 1;
    });
  await Promise.all([hold(), hold(), hold()]);
  expect([running, most]).toEqual([0, 1]);
});
