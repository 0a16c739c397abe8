import { expect, test } from "vitest";
import { type TinyTiff, writeTiff } from "../testing/odd-files.ts";
import { decodeWhole, largestDifference } from "../testing/sample-images.ts";

const RGB = [250, 20, 20, 10, 200, 30, 40, 50, 220, 90, 90, 90];
const GREY = [0, 51, 128, 255];
const SIZE = { width: 2, height: 2 };
const grey = (values: readonly number[]) => values.flatMap((value) => [value, value, value]);

/** RGB with a further value after each pixel. */
const withBands = (...bands: number[]) =>
  RGB.flatMap((value, i) => (i % 3 === 2 ? [value, ...bands] : [value]));

const unit = (values: readonly number[]) => values.map((value) => value / 255);

async function decode(tiff: Omit<TinyTiff, "width" | "height">) {
  const { pixels, findings } = await decodeWhole(writeTiff({ ...SIZE, ...tiff }));
  return { pixels: [...pixels], findings: findings.filter((finding) => finding !== "tiny") };
}

test("bands beyond colour are not alpha unless the file says so", async () => {
  const expected = { pixels: RGB, findings: ["extra-bands"] };
  expect(await decode({ samples: withBands(0), extraSamples: [0] })).toEqual(expected);
  expect(await decode({ samples: withBands(0) })).toEqual(expected);
  expect(await decode({ samples: withBands(89, 7), extraSamples: [0, 0] })).toEqual(expected);
  const deep = withBands(0).map((value) => value * 257);
  expect(await decode({ samples: deep, bits: 16, extraSamples: [0] })).toEqual(expected);
  const infrared = GREY.flatMap((value) => [value, 0]);
  expect(await decode({ samples: infrared, photometric: 1, extraSamples: [0] })).toEqual({
    pixels: grey(GREY),
    findings: ["extra-bands"],
  });
});

test("alpha is still alpha, premultiplied or not", async () => {
  const opaque = await decode({ samples: withBands(255), extraSamples: [2] });
  expect(opaque).toEqual({ pixels: RGB, findings: [] });
  const hidden = await decode({ samples: withBands(0), extraSamples: [2] });
  expect(hidden).toEqual({ pixels: Array(12).fill(255), findings: ["flat"] });
  const half = RGB.map((value) => Math.round(value / 2));
  const premultiplied = half.flatMap((value, i) => (i % 3 === 2 ? [value, 128] : [value]));
  const { pixels } = await decode({ samples: premultiplied, extraSamples: [1] });
  expect(
    largestDifference(
      pixels,
      half.map((value) => value + 127),
    ),
  ).toBeLessThanOrEqual(1);
});

test("floats from 0 to 1, and 32-bit samples with a range of their own, are shown", async () => {
  const common = { bits: 32 as const, sampleFormat: 3 as const };
  expect((await decode({ ...common, samples: unit(GREY) })).pixels).toEqual(grey(GREY));
  expect((await decode({ ...common, samples: unit(RGB) })).pixels).toEqual(RGB);
  const alpha = await decode({ ...common, samples: unit(withBands(255)), extraSamples: [2] });
  expect(alpha.pixels).toEqual(RGB);
  const shifted = GREY.map((value) => value - 100);
  const range = await decode({ ...common, samples: shifted, range: [-100, 155] });
  expect(range.pixels).toEqual(grey(GREY));
  const counts = GREY.map((value) => value * 1000);
  const integers = { bits: 32 as const, sampleFormat: 1 as const, range: [0, 255_000] as const };
  expect((await decode({ ...integers, samples: counts })).pixels).toEqual(grey(GREY));
});

const NOTHING_SAYS = "nothing says which value is black and which is white";
const UNDEFINED = "for which no black and white are defined";

test.each<[what: string, tiff: Omit<TinyTiff, "width" | "height">, reason: string]>([
  [
    "floats beyond 1",
    { samples: [0, 1, 2, 300.5], bits: 32, sampleFormat: 3 },
    `it has 32-bit float samples from 0 to 300.5, and ${NOTHING_SAYS}`,
  ],
  [
    "negative floats",
    { samples: [-0.5, 1, 0, 0], bits: 32, sampleFormat: 3 },
    `it has 32-bit float samples from -0.5 to 1, and ${NOTHING_SAYS}`,
  ],
  [
    "floats that are not numbers",
    { samples: [0, 1, Number.NaN, 0], bits: 32, sampleFormat: 3 },
    "it has samples that are not numbers",
  ],
  [
    "32-bit integers",
    { samples: [0, 1, 70_000, 3], bits: 32, sampleFormat: 2 },
    `it has 32-bit integer samples from 0 to 70000, and ${NOTHING_SAYS}`,
  ],
  [
    "unsigned 32-bit integers",
    { samples: [0, 1, 70_000, 3], bits: 32 },
    `it has 32-bit integer samples from 0 to 70000, and ${NOTHING_SAYS}`,
  ],
  [
    "doubles",
    { samples: GREY, bits: 64, sampleFormat: 3 },
    `it has 64-bit float samples, ${UNDEFINED}`,
  ],
  [
    "signed 16-bit integers",
    { samples: GREY, bits: 16, sampleFormat: 2 },
    `it has 16-bit signed integer samples, ${UNDEFINED}`,
  ],
  [
    "signed bytes",
    { samples: [0, 1, 2, 3], bits: 8, sampleFormat: 2 },
    `it has 8-bit signed integer samples, ${UNDEFINED}`,
  ],
  ["CIELab", { samples: RGB, photometric: 8 }, "its colours are CIELab, which is not read"],
  ["YCbCr", { samples: RGB, photometric: 6 }, "YCbCr without JPEG compression"],
  ["a sensor's raw data", { samples: GREY, photometric: 32_803 }, "raw data of a camera's sensor"],
  [
    "bands without colours",
    { samples: withBands(0), photometric: 1, extraSamples: [0, 0, 0] },
    "it has 4 bands, and none is said to be red, green or blue",
  ],
  [
    "alpha beside another band",
    { samples: withBands(0, 255), extraSamples: [0, 2] },
    "it has 2 bands beyond colour, one of them alpha",
  ],
  [
    "a raw file's preview",
    { samples: RGB, tags: { 254: 1 } },
    "it is a camera's raw file, or holds a preview only",
  ],
])("refuses %s, saying why", async (_, tiff, reason) => {
  await expect(decode(tiff)).rejects.toMatchObject({
    name: "UnreadableImage",
    message: expect.stringContaining(reason),
  });
});

test("12-bit samples in 16 bits are used, and warned of", async () => {
  const samples = GREY.map((value) => value * 16);
  const { pixels, findings } = await decode({ samples, bits: 16 });
  expect(pixels).toEqual(grey(GREY.map((value) => value >> 4)));
  expect(findings).toEqual(["narrow-range"]);
  const full = await decode({ samples: GREY.map((value) => value * 257), bits: 16 });
  expect(full).toEqual({ pixels: grey(GREY), findings: [] });
});

test("a damaged directory is refused, and a hostile one costs nothing", async () => {
  const file = writeTiff({ ...SIZE, samples: RGB });
  const at = (offset: number, value: number) => {
    const copy = Buffer.from(file);
    copy.writeUInt32LE(value, offset);
    return copy;
  };
  await expect(decodeWhole(at(4, 0xffff_fff0))).rejects.toThrow("the TIFF is cut short or damaged");
  const directory = file.readUInt32LE(4);
  // BitsPerSample is said to have four billion values.
  await expect(decodeWhole(at(directory + 2 + 24 + 4, 0xffff_ffff))).rejects.toMatchObject({
    name: "UnreadableImage",
  });
});
