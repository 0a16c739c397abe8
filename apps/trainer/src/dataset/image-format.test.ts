import sharp from "sharp";
import { expect, test } from "vitest";
import { imageFormat } from "./image-format.ts";

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
  ["Dear Sir or Madam,\r\n\tthis is no picture.", "it is a text file"],
  ['<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "it is an SVG drawing"],
  ["<!DOCTYPE html><title>403</title>", "it is a web page"],
  ["version https://git-lfs.github.com/spec/v1\n", "it is a Git LFS pointer"],
  ["%PDF-1.7\n", "it is a PDF"],
  ["PK\x03\x04\x14\0\0\0", "it is an archive"],
  ["BM\x36\x10\0\0\0\0\0\0\x36\0\0\0", "it is a BMP image"],
  ["\0\0\0\x18ftypheic\0\0\0\0mif1heic", "it is an HEIC image"],
  ["\0\0\0\x18ftypisom\0\0\x02\0isommp41", "it is a video"],
  ["\0".repeat(64), "it holds only zeros"],
  ["\x01\x02\x03\x04\x05", "it is no known image format"],
])("says what %j is instead", (content, reason) => {
  expect(() => imageFormat(bytes(content))).toThrow(reason);
});
