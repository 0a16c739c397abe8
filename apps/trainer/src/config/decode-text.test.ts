import { expect, test } from "vitest";
import { decodeText } from "./decode-text.ts";

const TEXT = '{ "name": "Größe 🐈" }';
const UTF16LE = Buffer.from(TEXT, "utf16le");
const UTF16BE = Buffer.from(TEXT, "utf16le").swap16();
const mark = (bytes: Buffer, ...marks: number[]) => Buffer.concat([Buffer.from(marks), bytes]);

test.each([
  ["UTF-8", Buffer.from(TEXT)],
  ["UTF-8 with a mark", mark(Buffer.from(TEXT), 0xef, 0xbb, 0xbf)],
  ["UTF-16, as PowerShell writes it", mark(UTF16LE, 0xff, 0xfe)],
  ["UTF-16, the other byte first", mark(UTF16BE, 0xfe, 0xff)],
  ["UTF-16 without a mark", UTF16LE],
  ["UTF-16 without a mark, the other byte first", UTF16BE],
])("%s is read", (_, bytes) => {
  expect(decodeText(bytes, "a.json")).toBe(TEXT);
});

test.each([
  ["UTF-8", Buffer.from(TEXT, "latin1")],
  ["UTF-16LE", mark(UTF16LE, 0xff, 0xfe).subarray(0, -1)],
])("bytes that are not %s are refused, with what to do", (encoding, bytes) => {
  expect(() => decodeText(bytes, "a.json")).toThrow(
    expect.objectContaining({
      code: "CONFIG_NOT_JSON",
      message: `a.json is not ${encoding} text.`,
      hint: expect.stringContaining("UTF-8") as string,
    }),
  );
});

test("no bytes are no text", () => {
  expect(decodeText(new Uint8Array(), "a.json")).toBe("");
});
