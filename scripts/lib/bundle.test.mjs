import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundle } from "./bundle.mjs";

let base;

function write(name, text) {
  mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
  writeFileSync(path.join(base, name), text);
}

beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), "graft-bundle-")));
  write("src/node_modules/old/package.json", '{ "name": "old", "main": "index.js" }');
  write("src/node_modules/old/index.js", "exports.say = () => `old ${__filename}`;");
  write("src/node_modules/new/package.json", '{ "name": "new", "type": "module" }');
  write("src/node_modules/new/index.js", "export const say = () => `new ${import.meta.url}`;");
  write("src/generated/made.ts", "export const made: string = 'made';");
  write("src/lazy.ts", "export const later: string = 'later';");
  write(
    "src/main.ts",
    `import { say as old } from "old";
     import { say as fresh } from "new";
     import { made } from "./generated/made.ts";
     const { later } = await import("./lazy.ts");
     console.log(JSON.stringify([import.meta.url, import.meta.dirname, old(), fresh(), made, later]));`,
  );
});
afterEach(() => rmSync(base, { recursive: true }));

const make = (changes = {}) =>
  bundle({
    base,
    entry: "src/main.ts",
    inputs: ["src/main.ts", "src/lazy.ts", "src/generated"],
    inline: [],
    folder: path.join(base, "bundles"),
    ...changes,
  });
const output = (file) => JSON.parse(execFileSync(process.execPath, [file], { encoding: "utf8" }));
const url = (name) => pathToFileURL(path.join(base, name)).href;

test("behaves like its sources: own addresses, packages of both kinds, lazy imports", async () => {
  expect(output(await make())).toEqual([
    url("src/main.ts"),
    path.join(base, "src"),
    `old ${path.join(base, "src/node_modules/old/index.js")}`,
    `new ${url("src/node_modules/new/index.js")}`,
    "made",
    "later",
  ]);
});

test("is made once, and anew after every change, also of generated files", async () => {
  const first = await make();
  expect(await make()).toBe(first);
  write("src/lazy.ts", "export const later: string = 'sooner';");
  const second = await make();
  expect(output(second).at(-1)).toBe("sooner");
  write("src/generated/made.ts", "export const made: string = 'remade';");
  expect(output(await make()).at(-2)).toBe("remade");
  expect(output(first).at(-1)).toBe("later"); // a process that still runs keeps its chunks
  write("src/lazy.ts", "export const later: string = 'later';");
  write("src/generated/made.ts", "export const made: string = 'made';");
  expect(await make()).toBe(first);
});

test("several at once make one", async () => {
  const files = await Promise.all([make(), make(), make()]);
  expect(new Set(files).size).toBe(1);
  expect(readdirSync(path.join(base, "bundles"))).toHaveLength(1);
});

test("a source that the fingerprint skips makes no bundle, although its folder is an input", async () => {
  for (const name of ["testing/help.ts", "lazy.test.ts", ".hidden.ts"]) {
    write(`src/${name}`, "export const later: string = 'unseen';");
    write("src/lazy.ts", `export { later } from "./${name}";`);
    await expect(make({ inputs: ["src"] })).rejects.toThrow(`src/${name}`);
  }
});

test("a source with a fault, and one whose changes would go unseen, make none", async () => {
  await expect(make({ inputs: ["src/main.ts", "src/generated"] })).rejects.toThrow("src/lazy.ts");
  write("src/lazy.ts", "export const later: string = ;");
  await expect(make()).rejects.toThrow("lazy.ts");
  expect(readdirSync(path.join(base, "bundles"))).toEqual([]);
});
