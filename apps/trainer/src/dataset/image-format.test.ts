import sharp from "sharp";
import { expect, test } from "vitest";
import { fileKind, imageFormat } from "./image-format.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");

test.each([
  ["jpeg", "JPEG"],
  ["png", "PNG"],
  ["webp", "WebP"],
  ["gif", "GIF"],
  ["avif", "AVIF"],
  ["tiff", "TIFF"],
] as const)("knows %s by its content", async (format, expected) => {
  const create = { width: 16, height: 16, channels: 3 as const, background: "#123456" };
  expect(imageFormat(await sharp({ create }).toFormat(format).toBuffer())).toBe(expected);
});

test.each([
  ["", "the file is empty"],
  ["Dear Sir or Madam,\r\n\tthis is not an image.", "it is a text file"],
  ['<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "it is an SVG drawing"],
  ["<!DOCTYPE html><title>403</title>", "it is a web page"],
  ["version https://git-lfs.github.com/spec/v1\n", "it is a Git LFS pointer"],
  ["%PDF-1.7\n", "it is a PDF"],
  ["PK\x03\x04\x14\0\0\0", "it is an archive"],
  ["\xff\x0a\xfa\x1f", "it is a JPEG XL image: convert it to JPEG or PNG"],
  ["\0\0\0\x0cjP  \r\n\x87\n", "it is a JPEG 2000 image: convert it to JPEG or PNG"],
  ["8BPS\0\x01", "it is a Photoshop file: export it as JPEG or PNG"],
  [
    "\0\0\0\x18ftypheic\0\0\0\0mif1heic",
    "it is an HEIC image, as an iPhone takes them: convert it to JPEG",
  ],
  ["\0\0\0\x18ftypisom\0\0\x02\0isommp41", "it is a video"],
  ["\0".repeat(64), "it is nothing but zeros"],
  ["\x01\x02\x03\x04\x05", "it is of no known image format"],
])("says what %j is instead", (content, reason) => {
  expect(() => imageFormat(bytes(content))).toThrow(reason);
});

test.each([
  ["BM\x36\x10\0\0\0\0\0\0\x36\0\0\0", "BMP"],
  ["P6\n# by hand\n2 2\n255\n", "PNM"],
  ["P2 2 2 255 ", "PNM"],
])("%j can be read, as %s", (content, format) => {
  expect(fileKind(bytes(content))).toEqual({ format });
});

const kindOf = (content: string) => fileKind(bytes(content));

test("says whether somebody may have meant a file as an image", () => {
  expect(kindOf("\0\0\0\x18ftypheic\0\0\0\0mif1heic")).toMatchObject({ isImage: true });
  expect(kindOf("%PDF-1.7\n")).toEqual({ format: null, what: "a PDF", isImage: false });
  expect(kindOf("P6 is a motorway")).toMatchObject({ format: null, what: "a text file" });
  expect(kindOf("P60 and more")).toMatchObject({ format: null, what: "a text file" });
});
