import { expect, test } from "vitest";
import { decodeWhole } from "../testing/sample-images.ts";

/** Two rows of two pixels. */
const RGB = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30];

async function decode(bytes: Buffer) {
  const { pixels, width, height } = await decodeWhole(bytes);
  return { size: [width, height], pixels: [...pixels] };
}

interface Bmp {
  readonly bits: number;
  readonly rows: readonly number[][];
  readonly width?: number;
  readonly height?: number;
  readonly compression?: number;
  /** Behind the header: masks or a palette. */
  readonly more?: readonly number[];
}

/** A bitmap with a 40-byte header; rows from the bottom up, padded to four bytes. */
function bmp({ bits, rows, width = 2, height = 2, compression = 0, more = [] }: Bmp): Buffer {
  const head = Buffer.alloc(54);
  head.write("BM");
  head.writeUInt32LE(54 + more.length, 10);
  head.writeUInt32LE(40, 14);
  head.writeInt32LE(width, 18);
  head.writeInt32LE(height, 22);
  head.writeUInt16LE(1, 26);
  head.writeUInt16LE(bits, 28);
  head.writeUInt32LE(compression, 30);
  const padded = rows.flatMap((row) => [...row, ...Array(-row.length & 3).fill(0)]);
  return Buffer.concat([head, Buffer.from(more), Buffer.from(padded)]);
}

const word = (value: number) => [
  value & 255,
  (value >>> 8) & 255,
  (value >>> 16) & 255,
  value >>> 24,
];
const BLUE_FIRST = [
  [255, 0, 0, 30, 20, 10],
  [0, 0, 255, 0, 255, 0],
];

test("reads BMP of 24 bits, bottom up and top down", async () => {
  const expected = { size: [2, 2], pixels: RGB };
  expect(await decode(bmp({ bits: 24, rows: BLUE_FIRST }))).toEqual(expected);
  const topDown = bmp({ bits: 24, rows: [...BLUE_FIRST].reverse(), height: -2 });
  expect(await decode(topDown)).toEqual(expected);
});

test("reads BMP with a palette of 1, 4 and 8 bits", async () => {
  const palette = [0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 30, 20, 10, 0];
  const expected = { size: [2, 2], pixels: RGB };
  expect(
    await decode(
      bmp({
        bits: 8,
        rows: [
          [2, 3],
          [0, 1],
        ],
        more: palette,
      }),
    ),
  ).toEqual(expected);
  expect(await decode(bmp({ bits: 4, rows: [[0x23], [0x01]], more: palette }))).toEqual(expected);
  const two = await decode(bmp({ bits: 1, rows: [[0b0100_0000], [0b1000_0000]], more: palette }));
  expect(two.pixels).toEqual([0, 255, 0, 255, 0, 0, 255, 0, 0, 0, 255, 0]);
});

test("reads BMP of 16 and 32 bits; alpha only where it is used", async () => {
  const five = bmp({ bits: 16, width: 1, height: 1, rows: [[0x00, 0x7c]] });
  expect((await decode(five)).pixels).toEqual([255, 0, 0]);
  const masks = [0xf800, 0x07e0, 0x001f].flatMap(word);
  const six = bmp({
    bits: 16,
    width: 1,
    height: 1,
    compression: 3,
    more: masks,
    rows: [[0xe0, 0x07]],
  });
  expect((await decode(six)).pixels).toEqual([0, 255, 0]);
  const plain = bmp({ bits: 32, width: 1, height: 1, rows: [[30, 20, 10, 0]] });
  expect((await decode(plain)).pixels).toEqual([10, 20, 30]);
  const rgba = [0xff0000, 0xff00, 0xff, 0xff000000].flatMap(word);
  const alpha = (value: number) =>
    bmp({ bits: 32, width: 1, height: 1, compression: 6, more: rgba, rows: [[0, 0, 255, value]] });
  expect((await decode(alpha(51))).pixels).toEqual([255, 204, 204]);
  expect((await decode(alpha(0))).pixels).toEqual([255, 0, 0]);
});

const bytes = (head: string, values: number[]) =>
  Buffer.concat([Buffer.from(head), Buffer.from(values)]);

test("reads PPM, PGM and PBM, as bytes and as text", async () => {
  const expected = { size: [2, 2], pixels: RGB };
  expect(await decode(bytes("P6\n2 2\n255\n", RGB))).toEqual(expected);
  expect(await decode(bytes("P6 # by hand\n2\t2 # wide, high\n255\n", RGB))).toEqual(expected);
  expect(await decode(bytes(`P3 2 2 255\n${RGB.join(" ")}\n`, []))).toEqual(expected);
  const wide = RGB.flatMap((value) => [value, value]);
  expect(await decode(bytes("P6 2 2 65535\n", wide))).toEqual(expected);
  expect((await decode(bytes("P5 2 1 15\n", [0, 15]))).pixels).toEqual([0, 0, 0, 255, 255, 255]);
  expect((await decode(bytes("P2 2 1 4\n0 2\n", []))).pixels).toEqual([0, 0, 0, 128, 128, 128]);
  const black = { size: [2, 1], pixels: [0, 0, 0, 255, 255, 255] };
  expect(await decode(bytes("P4 2 1\n", [0b1000_0000]))).toEqual(black);
  expect(await decode(bytes("P1 2 1\n10\n", []))).toEqual(black);
});

test.each([
  ["a cut PPM", Buffer.from("P6\n20 20\n255\nabc"), "the PNM is cut short"],
  ["a PPM of a claimed gigabyte", Buffer.from("P3 30000 30000 255\n1 2 3"), "the PNM is cut short"],
  ["a PPM without a size", Buffer.from("P6\n0 0\n255\n"), "the PNM has a damaged header"],
  ["a cut BMP", bmp({ bits: 24, rows: [[0, 0, 0]] }), "the BMP is cut short"],
  ["half a header", bmp({ bits: 24, rows: [] }).subarray(0, 24), "the BMP is cut short"],
  [
    "a huge BMP",
    bmp({ bits: 1, rows: [], width: 2 ** 30, height: 2 ** 30 }),
    "the BMP is cut short",
  ],
  ["a compressed BMP", bmp({ bits: 8, rows: [], compression: 1 }), "it is a compressed BMP image"],
])("refuses %s", async (_, file, reason) => {
  await expect(decodeWhole(file)).rejects.toMatchObject({
    name: "UnreadableImage",
    message: reason,
  });
});
