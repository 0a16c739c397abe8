import { expect, test } from "vitest";
import { saveAs } from "./save-as.ts";

const nameOf = (name: string) => saveAs(name)["Content-Disposition"];

test("a file is saved, under its plain name, as bytes that nothing opens", () => {
  expect(saveAs("group1-shard1of2.bin")).toEqual({
    "Content-Type": "application/octet-stream",
    "Content-Disposition": 'attachment; filename="group1-shard1of2.bin"',
    "Cache-Control": "no-store",
  });
});

test.each([
  ["../../.bashrc", "bashrc"],
  ['a"; filename="evil.exe', "a_filename_evil.exe"],
  ["a\r\nSet-Cookie: x=1", "a_Set-Cookie_x_1"],
  ["C:\\Windows\\x.dll", "C_Windows_x.dll"],
  ["вес.bin", "bin"],
  ["", "file"],
  ["...", "file"],
  [`${"x".repeat(300)}.${"y".repeat(99)}`, "y".repeat(99)],
  [`${"x".repeat(300)}.json`, `${"x".repeat(95)}.json`],
])("%j names no other place", (name, plain) => {
  expect(nameOf(name)).toBe(`attachment; filename="${plain}"`);
});
