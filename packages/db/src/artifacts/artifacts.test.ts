import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { useTempFolders } from "../testing/processes.ts";
import { artifactPath, openArtifact, storeArtifact } from "./artifacts.ts";

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

async function read(home: string, artifact = { sha256, bytes: 7 }): Promise<string | null> {
  const handle = await openArtifact(home, artifact);
  if (handle === null) return null;
  try {
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

test("what was stored is read", async () => {
  const home = tempFolder();
  await storeArtifact(home, bytes);
  expect(await read(home)).toBe("weights");
});

test("what is not there, or has another size, is not opened", async () => {
  const home = tempFolder();
  expect(await read(home)).toBeNull();
  await storeArtifact(home, bytes);
  expect(await read(home, { sha256, bytes: 8 })).toBeNull();
  expect(await read(home, { sha256: "0".repeat(64), bytes: 7 })).toBeNull();
});

test("only a hash names an artifact", async () => {
  for (const name of ["../graft.db", sha256.toUpperCase(), `${sha256}/..`, `${sha256}\0`, ""]) {
    await expect(openArtifact(tempFolder(), { sha256: name, bytes: 7 })).rejects.toMatchObject({
      code: "OUT_OF_RANGE",
    });
  }
});

test.skipIf(process.platform === "win32")("no link leads elsewhere", async () => {
  const home = tempFolder();
  const secret = path.join(tempFolder(), "secret");
  writeFileSync(secret, "weights");
  const file = artifactPath(home, sha256);
  mkdirSync(path.dirname(file), { recursive: true });
  symlinkSync(secret, file);
  expect(await read(home)).toBeNull();
  // A whole folder of artifacts elsewhere, linked from its place.
  rmSync(file);
  writeFileSync(file, "weights");
  expect(await read(home)).toBe("weights");
  const moved = path.join(tempFolder(), "moved");
  renameSync(path.dirname(file), moved);
  symlinkSync(moved, path.dirname(file));
  expect(await read(home)).toBeNull();
});

test("a folder in its place is not opened", async () => {
  const home = tempFolder();
  mkdirSync(artifactPath(home, sha256), { recursive: true });
  expect(await read(home)).toBeNull();
});
