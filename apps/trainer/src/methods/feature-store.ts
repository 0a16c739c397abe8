import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import type { LoadedBackbone } from "../backbone/loaded-backbone.ts";
import { writeAtomically } from "../files/write-atomically.ts";

/**
 * Raise it when other numbers are computed from the same image by the same net on the same engine:
 * other blocks, another pooling, another kernel. A test holds numbers that fail then.
 */
const RECIPE = 1;

export interface StoreOptions {
  /** Of all features of this machine. */
  readonly folder: string;
  /** Name, version and details of the engine: another one gives slightly other numbers. */
  readonly engine: string;
}

/**
 * Feature vectors on disk, in a folder for everything else they depend on: backbone,
 * cut, scale of the pixels, engine, recipe. An image is known by the SHA-256 of the very pixels that
 * go into the net, so a vector can never be that of another image, decoding or size.
 *
 * Vectors lie in files that are written as a whole under a name of their own and never changed: any
 * number of processes may read and write at once. If two compute the same vector, it is there twice.
 */
export class FeatureStore {
  readonly #folder: string;
  readonly #shards = new Map<string, ShardIndex | null>();

  constructor({ folder, engine }: StoreOptions, backbone: LoadedBackbone) {
    const { sha256, cut, inputRange, imageSize } = backbone;
    const recipe = JSON.stringify([RECIPE, sha256, cut, inputRange, imageSize, engine]);
    this.#folder = join(folder, createHash("sha256").update(recipe).digest("hex"));
  }

  /** The vectors that are there, by the hash of the image, and their layout if there are any. */
  async read(wanted: Iterable<string>) {
    await this.#findShards();
    const missing = new Set(wanted);
    const vectors = new Map<string, Float32Array>();
    let layout: FeatureLayout | null = null;
    for (const shard of this.#shards.values()) {
      if (!shard || missing.size === 0) continue;
      layout ??= shard.layout;
      if (shard.layout.columns !== layout.columns) continue;
      for (const [hash, vector] of await readVectors(shard, missing)) {
        vectors.set(hash, vector);
        missing.delete(hash);
      }
    }
    return { vectors, layout: vectors.size > 0 ? layout : null };
  }

  /** @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE. */
  async write(shard: FeatureShard): Promise<void> {
    await writeShard(join(this.#folder, `${randomUUID()}.bin`), shard);
  }

  /** Shards never change, so that each is looked into once. */
  async #findShards(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names.filter((own) => own.endsWith(".bin")).sort()) {
      if (this.#shards.has(name)) continue;
      this.#shards.set(name, await readShardIndex(join(this.#folder, name)));
    }
  }
}

/** SHA-256 of an image's pixels, in hexadecimal digits. */
export function pixelHash(image: Uint8Array): string {
  return createHash("sha256").update(image).digest("hex");
}

/** Magic, rows, columns, bytes of the layout, CRC-32 of layout and index (32 bits each, little endian). */
const HEADER_BYTES = 64;
const MAGIC = "GRAFTFT1";
/** SHA-256 of an image's pixels, CRC-32 of its vector. */
const ENTRY_BYTES = 36;

/** Feature vectors of some images in one file, which is written once and never changed. */
export interface FeatureShard {
  readonly layout: FeatureLayout;
  /** SHA-256 of each image's pixels, in hexadecimal digits. */
  readonly hashes: readonly string[];
  /** Shape [hashes.length, columns]. */
  readonly values: Float32Array;
}

/** A shard whose vectors are still on disk. */
export interface ShardIndex {
  readonly path: string;
  readonly layout: FeatureLayout;
  /** Row of each image and checksum of its vector, by the hash of its pixels. */
  readonly entries: ReadonlyMap<string, { readonly row: number; readonly checksum: number }>;
  /** Where the vectors begin, in bytes. */
  readonly start: number;
}

/** @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE. */
async function writeShard(path: string, { layout, hashes, values }: FeatureShard) {
  const { columns } = layout;
  const described = Buffer.from(JSON.stringify(layout));
  const index = Buffer.alloc(hashes.length * ENTRY_BYTES);
  for (const [row, hash] of hashes.entries()) {
    const vector = bytesOf(values.subarray(row * columns, (row + 1) * columns));
    index.write(hash, row * ENTRY_BYTES, "hex");
    index.writeUInt32LE(crc32(vector), row * ENTRY_BYTES + 32);
  }
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(MAGIC, "latin1");
  header.writeUInt32LE(hashes.length, 8);
  header.writeUInt32LE(columns, 12);
  header.writeUInt32LE(described.length, 16);
  header.writeUInt32LE(crc32(index, crc32(described)), 20);
  await writeAtomically(path, [header, described, index, bytesOf(values)]);
}

/** What a shard holds, or null when it is missing, damaged or of another kind. */
async function readShardIndex(path: string): Promise<ShardIndex | null> {
  return withFile(path, async (file) => {
    const header = await readExactly(file, 0, HEADER_BYTES);
    if (header?.toString("latin1", 0, 8) !== MAGIC) return null;
    const [rows, columns, length] = [8, 12, 16].map((at) => header.readUInt32LE(at));
    const indexStart = HEADER_BYTES + length!;
    const start = indexStart + rows! * ENTRY_BYTES;
    const { size } = await file.stat();
    if (size !== start + rows! * columns! * 4) return null;
    const described = await readExactly(file, HEADER_BYTES, start - HEADER_BYTES);
    if (!described || crc32(described) !== header.readUInt32LE(20)) return null;
    const layout = FeatureLayout.parse(JSON.parse(described.toString("utf8", 0, length)));
    if (layout.columns !== columns) return null;
    const index = described.subarray(length);
    const entries = new Map(
      Array.from({ length: rows! }, (_, row) => {
        const from = row * ENTRY_BYTES;
        const checksum = index.readUInt32LE(from + 32);
        return [index.toString("hex", from, from + 32), { row, checksum }];
      }),
    );
    return { path, layout, entries, start };
  });
}

/**
 * Some of a shard's vectors by the hash of the image; those that are missing or damaged are left out.
 */
async function readVectors(
  { path, layout, entries, start }: ShardIndex,
  hashes: Iterable<string>,
): Promise<Map<string, Float32Array>> {
  const length = layout.columns * 4;
  const found = new Map<string, Float32Array>();
  await withFile(path, async (file) => {
    for (const hash of hashes) {
      const entry = entries.get(hash);
      if (!entry) continue;
      const bytes = await readExactly(file, start + entry.row * length, length);
      if (!bytes || crc32(bytes) !== entry.checksum) continue;
      found.set(hash, new Float32Array(Uint8Array.from(bytes).buffer));
    }
    return null;
  });
  return found;
}

/** Null when the file cannot be read: whatever the reason, the features can be computed again. */
async function withFile<T>(path: string, use: (file: FileHandle) => Promise<T | null>) {
  let file: FileHandle | null = null;
  try {
    file = await open(path);
    return await use(file);
  } catch {
    return null;
  } finally {
    await file?.close();
  }
}

/** Null at the end of the file. */
async function readExactly(file: FileHandle, position: number, length: number) {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  return bytesRead === length ? bytes : null;
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** What the columns of a backbone's feature vectors are. */
export const FeatureLayout = z.strictObject({
  /** Length of a vector. */
  columns: z.int().positive(),
  /** So many come from the last layer; mean and deviation of every block's map follow. */
  numLast: z.int().positive(),
  /** Whether the blocks say all that the last layer says. */
  coversLast: z.boolean(),
  /** Names of the layers whose maps are pooled. */
  blocks: z.array(z.string()),
});
export type FeatureLayout = z.output<typeof FeatureLayout>;
