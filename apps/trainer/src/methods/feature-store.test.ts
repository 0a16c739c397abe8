import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { LoadedBackbone } from "../backbone/loaded-backbone.ts";
import { tempFolder } from "../dataset/testing/sample-images.ts";
import { FeatureStore, pixelHash } from "./feature-store.ts";

const backbone = {
  sha256: "ab".repeat(32),
  cut: "pool",
  inputRange: [-1, 1],
  imageSize: 32,
} as unknown as LoadedBackbone;
const layout = { columns: 3, numLast: 1, coversLast: true, blocks: ["a"] };
const [one, two, three] = [1, 2, 3].map((value) => pixelHash(Uint8Array.of(value))) as [
  string,
  string,
  string,
];
const shard = { layout, hashes: [one, two], values: Float32Array.of(1, 2, 3, 4, 5, 6) };

async function shardFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".bin")).map((name) => join(folder, name));
}

test("vectors come back by the hash of the image, also in another process's store", async () => {
  const options = { folder: await tempFolder(), engine: "wasm" };
  const store = new FeatureStore(options, backbone);
  expect(await store.read([one])).toEqual({ vectors: new Map(), layout: null });
  await store.write(shard);
  for (const reader of [store, new FeatureStore(options, backbone)]) {
    const found = await reader.read([three, two]);
    expect(found.layout).toEqual(layout);
    expect(found.vectors).toEqual(new Map([[two, Float32Array.of(4, 5, 6)]]));
  }
});

test.each([
  ["backbone", { sha256: "cd".repeat(32) }, {}],
  ["cut", { cut: "other" }, {}],
  ["scale of the pixels", { inputRange: [0, 1] }, {}],
  ["size", { imageSize: 64 }, {}],
  ["engine", {}, { engine: "tensorflow" }],
])("another %s has other vectors", async (_, change, other) => {
  const options = { folder: await tempFolder(), engine: "wasm" };
  await new FeatureStore(options, backbone).write(shard);
  const changed = { ...backbone, ...change } as LoadedBackbone;
  const store = new FeatureStore({ ...options, ...other }, changed);
  expect((await store.read([one])).vectors.size).toBe(0);
});

test("a damaged vector is not believed, the others of its file are; a cut or foreign file is not", async () => {
  const options = { folder: await tempFolder(), engine: "wasm" };
  await new FeatureStore(options, backbone).write(shard);
  const [path] = await shardFiles(options.folder);
  const whole = await readFile(path!);
  const readAfter = async (change: (bytes: Buffer) => void) => {
    const bytes = Buffer.from(whole);
    change(bytes);
    await writeFile(path!, bytes);
    return [...(await new FeatureStore(options, backbone).read([one, two])).vectors.keys()];
  };
  expect(await readAfter(() => {})).toEqual([one, two]);
  const lastByte = whole.length - 1;
  expect(await readAfter((bytes) => bytes.writeUInt8(bytes[lastByte]! ^ 1, lastByte))).toEqual([
    one,
  ]);
  expect(await readAfter((bytes) => bytes.write("OTHER"))).toEqual([]);
  expect(await readAfter((bytes) => bytes.writeUInt8(bytes[70]! ^ 1, 70))).toEqual([]);
  for (const length of [whole.length - 4, 100, 10, 0]) {
    await writeFile(path!, whole);
    await truncate(path!, length);
    expect((await new FeatureStore(options, backbone).read([one])).vectors.size).toBe(0);
  }
});

test("two processes write at once, and nothing is lost or left behind", async () => {
  const options = { folder: await tempFolder(), engine: "wasm" };
  const script = `
    import { register } from "tsx/esm/api";
    register();
    const { FeatureStore, pixelHash } = await import("./src/methods/feature-store.ts");
    const { options, backbone, layout, start } = JSON.parse(process.argv[1]);
    const store = new FeatureStore(options, backbone);
    for (let i = start; i < start + 20; i++) {
      const values = Float32Array.of(i, i, i);
      await store.write({ layout, hashes: [pixelHash(Uint8Array.of(i))], values });
    }
  `;
  const cwd = join(import.meta.dirname, "../..");
  const writers = [0, 10].map((start) => {
    const input = JSON.stringify({ options, backbone, layout, start });
    return spawn(process.execPath, ["--input-type=module", "-e", script, input], {
      cwd,
      stdio: "inherit",
    });
  });
  const ends = await Promise.all(writers.map((writer) => once(writer, "exit")));
  expect(ends.map(([status]) => status as number)).toEqual([0, 0]);
  const hashes = Array.from({ length: 30 }, (_, i) => pixelHash(Uint8Array.of(i)));
  const { vectors } = await new FeatureStore(options, backbone).read(hashes);
  for (const [i, hash] of hashes.entries()) {
    expect(vectors.get(hash)).toEqual(Float32Array.of(i, i, i));
  }
  expect(await shardFiles(options.folder)).toHaveLength(40);
});
