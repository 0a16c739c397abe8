import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fileSizes, firstBroken, firstChanged, packageSizes } from "./stock.mjs";

let folder;
const ONE = "one@1.0.0/node_modules/one";
const TWO = "@a+two@2.0.0/node_modules/@a/two";

function write(file, content) {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), content);
}

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "graft-stock-"));
  for (const place of [ONE, TWO]) {
    write(`${place}/package.json`, "{}");
    write(`${place}/lib/index.js`, "12345");
  }
  symlinkSync(path.join(folder, ONE), path.join(folder, "@a+two@2.0.0/node_modules/one"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("every package is counted where it lies, not where others link to it", () => {
  expect(packageSizes(folder)).toEqual({ [ONE]: [2, 7], [TWO]: [2, 7] });
});

test("a package that is gone is found by a look, a file of one by a thorough one", () => {
  const sizes = packageSizes(folder);
  const broken = (thorough) => firstBroken(folder, sizes, { thorough });
  expect([broken(false), broken(true)]).toEqual([null, null]);
  truncateSync(path.join(folder, TWO, "lib/index.js"), 1);
  expect([broken(false), broken(true)]).toEqual([null, path.join(folder, TWO)]);
  writeFileSync(path.join(folder, TWO, "lib/index.js"), "12345");
  rmSync(path.join(folder, ONE, "lib"), { recursive: true });
  expect([broken(false), broken(true)]).toEqual([null, path.join(folder, ONE)]);
  rmSync(path.join(folder, "@a+two@2.0.0"), { recursive: true });
  expect(broken(false)).toBe(path.join(folder, TWO));
});

test("files that tools add to a package later do not make it a broken one", () => {
  const sizes = packageSizes(folder);
  write(`${ONE}/.cache/x`, "more");
  expect(firstBroken(folder, sizes, { thorough: true })).toBeNull();
});

test("a file that changed its size or is gone, but for folders that do not count", () => {
  write("cache/x", "x");
  const sizes = fileSizes(folder, ["cache"]);
  rmSync(path.join(folder, "cache"), { recursive: true });
  expect(firstChanged(folder, sizes)).toBeNull();
  const file = path.join(folder, ONE, "lib/index.js");
  truncateSync(file, 2);
  expect(firstChanged(folder, sizes)).toBe(file);
  rmSync(file);
  expect(firstChanged(folder, sizes)).toBe(file);
});
