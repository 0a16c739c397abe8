import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { useTempFolders } from "../testing/temp-folder.ts";
import { artifactPath, storeArtifact } from "./store-artifact.ts";

const tempFolder = useTempFolders();
const bytes = new TextEncoder().encode("weights");
const sha256 = createHash("sha256").update(bytes).digest("hex");

test("an artifact lies under its hash, once, for its owner only", async () => {
  const home = tempFolder();
  expect(await storeArtifact(home, bytes)).toEqual({ sha256, bytes: 7 });
  const file = path.join(home, "artifacts", sha256.slice(0, 2), sha256);
  expect(artifactPath(home, sha256)).toBe(file);
  expect(readFileSync(file, "utf8")).toBe("weights");
  const { mtimeMs, mode } = statSync(file);
  if (process.platform !== "win32") {
    expect(mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  }
  await storeArtifact(home, bytes);
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
  expect(readdirSync(path.dirname(file))).toEqual([sha256]);
});

test("many at once leave one whole file", async () => {
  const home = tempFolder();
  await Promise.all(Array.from({ length: 8 }, () => storeArtifact(home, bytes)));
  const file = artifactPath(home, sha256);
  expect(readdirSync(path.dirname(file))).toEqual([sha256]);
  expect(readFileSync(file, "utf8")).toBe("weights");
});

test("a file that was cut short is replaced", async () => {
  const home = tempFolder();
  const file = artifactPath(home, sha256);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, "weig");
  await storeArtifact(home, bytes);
  expect(readFileSync(file, "utf8")).toBe("weights");
});

test("a folder that cannot be written is reported", async () => {
  const home = tempFolder();
  writeFileSync(path.join(home, "artifacts"), "in the way");
  await expect(storeArtifact(home, bytes)).rejects.toMatchObject({ code: "OUTPUT_NOT_WRITABLE" });
});

test.each(["../../etc/passwd", "", "AB".repeat(32), `${"a".repeat(64)}/..`])(
  "%j names no artifact",
  (hash) => {
    expect(() => artifactPath("/home", hash)).toThrow(/not a SHA-256/);
  },
);
