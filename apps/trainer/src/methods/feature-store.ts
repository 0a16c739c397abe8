import { createHash, randomUUID } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LoadedBackbone } from "../backbone/loaded-backbone.ts";
import type { FeatureLayout } from "./feature-layout.ts";
import {
  type FeatureShard,
  readShardIndex,
  readVectors,
  type ShardIndex,
  writeShard,
} from "./feature-shard.ts";

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
 * Feature vectors on disk, in a folder for everything that they hang on besides the image: backbone,
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
