import sharp from "sharp";
import { expect, test } from "vitest";
import { decodeWhole, gradient, solid } from "../testing/sample-images.ts";
import { tellsOfLoss } from "./image-header.ts";

/** A textured image, so that its compressed data is long. */
function texture() {
  const pixels = new Uint8Array(200 * 160 * 3);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = 128 + 70 * Math.sin(i / 29) + ((Math.imul(i, 2_654_435_761) >>> 24) & 15);
  }
  return sharp(pixels, { raw: { width: 200, height: 160, channels: 3 } });
}

const END = Buffer.from([0xff, 0xd9]);
const part = (file: Buffer, share: number) => file.subarray(0, Math.floor(file.length * share));
const zeroed = (file: Buffer, from: number, to: number) =>
  Buffer.from(file).fill(0, Math.floor(file.length * from), Math.floor(file.length * to));

test.each([{ progressive: false }, { progressive: true }])(
  "a JPEG with lost data and an end marker is used, and called damaged: %o",
  async (options) => {
    const file = await texture().jpeg(options).toBuffer();
    expect((await decodeWhole(file)).findings).toEqual([]);
    const damaged = [
      Buffer.concat([part(file, 0.4), END]),
      zeroed(file, 0.5, 0.6),
      Buffer.concat([part(file, 0.5), file.subarray(Math.floor(file.length * 0.6))]),
    ];
    for (const [i, bytes] of damaged.entries()) {
      expect([i, (await decodeWhole(bytes)).findings]).toEqual([i, ["damaged"]]);
    }
  },
);

const outcome = (file: Uint8Array) =>
  decodeWhole(file).then(
    ({ findings }) => findings.join(),
    (error: Error) => error.name,
  );

test("a WebP with a zeroed block is called damaged, or refused", async () => {
  const lossy = await texture().webp().toBuffer();
  expect([await outcome(lossy), await outcome(zeroed(lossy, 0.4, 0.8))]).toEqual(["", "damaged"]);
  const lossless = await texture().webp({ lossless: true }).toBuffer();
  expect(await outcome(lossless)).toBe("");
  for (const [from, to] of [
    [0.3, 0.4],
    [0.5, 0.8],
    [0.6, 1],
  ] as const) {
    expect(await outcome(zeroed(lossless, from, to))).toMatch(/^(?:damaged|UnreadableImage)$/);
  }
});

test("flat and smooth WebPs are not called damaged", async () => {
  for (const image of [solid([9, 99, 200], 900, 900), gradient(900, 900)]) {
    for (const lossless of [false, true]) {
      const { findings } = await decodeWhole(await image.clone().webp({ lossless }).toBuffer());
      expect(findings).not.toContain("damaged");
    }
  }
});

test("a damaged frame of a GIF is used, and called damaged", async () => {
  const file = await texture().gif().toBuffer();
  const { findings } = await decodeWhole(zeroed(file, 0.6, 0.9));
  expect(findings).toContain("damaged");
});

test("oddities of old cameras are not damage", async () => {
  expect(tellsOfLoss("VipsJpeg: Corrupt JPEG data: 2 extraneous bytes before marker 0xd9")).toBe(
    false,
  );
  expect(tellsOfLoss("VipsJpeg: Corrupt JPEG data: 723 extraneous bytes before marker 0xd3")).toBe(
    true,
  );
  const file = await texture().jpeg().toBuffer();
  const padded = Buffer.concat([file.subarray(0, -2), Buffer.alloc(2), END]);
  expect((await decodeWhole(padded)).findings).toEqual([]);
});

const findingsOf = async (width: number, height: number, flat = false) => {
  const image = flat ? solid([3, 4, 5], width, height) : gradient(width, height);
  return (await decodeWhole(await image.png().toBuffer())).findings;
};

test("one colour, few pixels and extreme shapes are found", async () => {
  expect(await findingsOf(40, 30)).toEqual([]);
  expect(await findingsOf(40, 30, true)).toEqual(["flat"]);
  expect(await findingsOf(1, 1)).toEqual(["tiny", "flat"]);
  expect(await findingsOf(8, 8)).toEqual([]);
  expect(await findingsOf(60_000, 1)).toEqual(["tiny", "extreme-shape"]);
  expect(await findingsOf(10, 210)).toEqual(["extreme-shape"]);
  const gif = await sharp(
    [await gradient(20, 20).png().toBuffer(), await solid([1, 2, 3], 20, 20).png().toBuffer()],
    {
      join: { animated: true },
    },
  )
    .gif()
    .toBuffer();
  expect((await decodeWhole(gif)).findings).toEqual(["first-of-many"]);
});
