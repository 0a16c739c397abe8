import { expect, test } from "vitest";
import { parseHash, parseId, parseRunIds, saveAs } from "./http.ts";

test("an id is a positive integer in plain digits", () => {
  expect(["1", "42", "9999999999"].map(parseId)).toEqual([1, 42, 9_999_999_999]);
  for (const bad of [
    "",
    "0",
    "-1",
    "+1",
    "01",
    "1.0",
    "1e3",
    " 1",
    "1 ",
    "٣",
    "1/../2",
    "0x1",
    "NaN",
  ]) {
    expect(parseId(bad), bad).toBeNull();
  }
});

test("a hash is 64 lower-case hexadecimal digits", () => {
  const hash = "0123456789abcdef".repeat(4);
  expect(parseHash(hash)).toBe(hash);
  for (const bad of [
    "",
    hash.slice(1),
    `${hash}0`,
    hash.toUpperCase(),
    "../../graft.db",
    `${hash}\n`,
  ]) {
    expect(parseHash(bad), bad).toBeNull();
  }
});

test("runs are given as one list or many, in order, each once", () => {
  expect(parseRunIds("3,1,3")).toEqual([3, 1]);
  expect(parseRunIds(["2", "5,4"])).toEqual([2, 5, 4]);
  expect(parseRunIds(undefined)).toEqual([]);
  expect(parseRunIds("")).toEqual([]);
});

test("one bad id spoils the list, and so do too many", () => {
  expect(parseRunIds("1,x")).toBeNull();
  expect(parseRunIds("1,,2")).toBeNull();
  expect(parseRunIds("1,2,3,4,5,6,7,8,9,10,11")).toBeNull();
});

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
