import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint } from "./fingerprint.mjs";

let base;

beforeEach(() => {
  base = mkdtempSync(path.join(tmpdir(), "graft-"));
  mkdirSync(path.join(base, "src/generated"), { recursive: true });
  writeFileSync(path.join(base, "src/page.tsx"), "one");
});
afterEach(() => rmSync(base, { recursive: true }));

const now = () => fingerprint(base, ["src", "not-there.json"]);

test("stays the same while the sources do", () => {
  expect(now()).toBe(now());
});

test("changes with a file's content, its name, and with a new file", () => {
  const seen = [now()];
  writeFileSync(path.join(base, "src/page.tsx"), "two");
  seen.push(now());
  writeFileSync(path.join(base, "src/other.tsx"), "");
  seen.push(now());
  rmSync(path.join(base, "src/page.tsx"));
  writeFileSync(path.join(base, "src/renamed.tsx"), "two");
  seen.push(now());
  expect(new Set(seen).size).toBe(4);
});

test("tests and generated files make no new build", () => {
  const before = now();
  writeFileSync(path.join(base, "src/page.test.tsx"), "x");
  writeFileSync(path.join(base, "src/generated/client.ts"), "x");
  expect(now()).toBe(before);
});
