import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { fingerprint, sourcesOf } from "./fingerprint.mjs";
import { root } from "./workspace.mjs";

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

test("an .env file changes the build, another hidden file does not", () => {
  const seen = [now()];
  writeFileSync(path.join(base, "src/.DS_Store"), "x");
  expect(now()).toBe(seen[0]);
  for (const name of [".env", ".env.local", ".env.production"]) {
    writeFileSync(path.join(base, "src", name), "NEXT_PUBLIC_NAME=one");
    seen.push(now());
    writeFileSync(path.join(base, "src", name), "NEXT_PUBLIC_NAME=two");
    seen.push(now());
  }
  expect(new Set(seen).size).toBe(7);
});

test("a build depends on its package, on those of ours that it needs, and on the lockfile", () => {
  const web = sourcesOf(root, "apps/web");
  expect(web[0]).toBe("apps/web");
  expect(web.slice(1).sort()).toEqual([
    "packages/core",
    "packages/db",
    "packages/ui",
    "pnpm-lock.yaml",
    "tsconfig.base.json",
  ]);
  expect(sourcesOf(root, "apps/trainer")).toContain("packages/core");
});

test("what a package of ours needs through another one counts as well", () => {
  const write = (folder, manifest) => {
    mkdirSync(path.join(base, folder), { recursive: true });
    writeFileSync(path.join(base, folder, "package.json"), JSON.stringify(manifest));
  };
  write("apps/app", { name: "@x/app", dependencies: { "@x/near": "workspace:*", zod: "4.0.0" } });
  write("packages/near", { name: "@x/near", dependencies: { "@x/far": "workspace:*" } });
  write("packages/far", { name: "@x/far" });
  expect(sourcesOf(base, "apps/app").slice(0, 3)).toEqual([
    "apps/app",
    "packages/near",
    "packages/far",
  ]);
  write("packages/far", { name: "@x/far", dependencies: { "@x/lost": "workspace:*" } });
  expect(() => sourcesOf(base, "apps/app")).toThrow("@x/lost");
});
