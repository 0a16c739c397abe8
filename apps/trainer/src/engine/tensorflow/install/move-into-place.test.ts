import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { moveIntoPlace } from "./install-tensorflow.ts";

let home: string;
let target: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), "graft-move-"));
  target = path.join(home, "engine");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function make(name: string, content: string): string {
  const folder = path.join(home, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, "library"), content);
  return folder;
}

const installed = () => readFileSync(path.join(target, "library"), "utf8");

test("a folder comes to a place that is free, and to one that is taken", async () => {
  await moveIntoPlace(make("first", "1"), target);
  expect(installed()).toBe("1");
  await moveIntoPlace(make("second", "2"), target);
  expect(installed()).toBe("2");
  expect(readdirSync(home)).toEqual(["engine"]);
});

test("where the new one cannot come, the old one stays", async () => {
  make("engine", "old");
  await expect(moveIntoPlace(path.join(home, "gone"), target)).rejects.toThrow(/ENOENT/);
  expect(installed()).toBe("old");
  expect(readdirSync(home)).toEqual(["engine"]);
});
