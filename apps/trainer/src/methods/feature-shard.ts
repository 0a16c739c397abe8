import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { writeAtomically } from "../dataset/cache/write-atomically.ts";
import { FeatureLayout } from "./feature-layout.ts";

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
export async function writeShard(path: string, { layout, hashes, values }: FeatureShard) {
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
export async function readShardIndex(path: string): Promise<ShardIndex | null> {
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
export async function readVectors(
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
