import { createHash } from "node:crypto";
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { useTempFolders } from "../testing/temp-folder.ts";
import { openArtifact } from "./open-artifact.ts";
import { artifactPath, storeArtifact } from "./store-artifact.ts";

const tempFolder = useTempFolders();
const bytes = new TextEncoder().encode("weights");
const sha256 = createHash("sha256").update(bytes).digest("hex");

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
