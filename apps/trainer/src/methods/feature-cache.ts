import type { LoadedBackbone } from "../backbone/loaded-backbone.ts";
import { type FeatureLayout, FeatureStore, pixelHash, type StoreOptions } from "./feature-store.ts";

/**
 * Features of images by backbones: in memory, so that the methods of a process share the work, and
 * on disk, so that the next experiment on the same images does.
 */
export class FeatureCache {
  readonly #disk: StoreOptions | null;
  readonly #tables = new WeakMap<LoadedBackbone, WeakMap<Uint8Array, FeatureTable>>();

  /** @param disk Without it, features are kept in memory only. */
  constructor(disk: StoreOptions | null = null) {
    this.#disk = disk;
  }

  /** The table of these images, empty when new. @param pixels Shape [n, S, S, 3]; known by identity. */
  table(backbone: LoadedBackbone, pixels: Uint8Array): FeatureTable {
    const ofBackbone = this.#tables.get(backbone) ?? new WeakMap<Uint8Array, FeatureTable>();
    this.#tables.set(backbone, ofBackbone);
    const store = this.#disk && new FeatureStore(this.#disk, backbone);
    const table = ofBackbone.get(pixels) ?? new FeatureTable(pixels, backbone.imageSize, store);
    ofBackbone.set(pixels, table);
    return table;
  }
}

/** Features of the images of one data set by one backbone, as far as they are known. */
export class FeatureTable {
  readonly #pixels: Uint8Array;
  readonly #imageSize: number;
  readonly #store: FeatureStore | null;
  readonly #vectors = new Map<number, Float32Array>();
  readonly #hashes = new Map<number, string>();
  #layout: FeatureLayout | null = null;

  constructor(pixels: Uint8Array, imageSize: number, store: FeatureStore | null) {
    this.#pixels = pixels;
    this.#imageSize = imageSize;
    this.#store = store;
  }

  /** Of the vectors; there is none before the first vector. */
  get layout(): FeatureLayout {
    if (!this.#layout) throw new Error("No features were extracted.");
    return this.#layout;
  }

  /** Reads from disk what is there, and says which of the images have no vector then. */
  async load(positions: Int32Array): Promise<Int32Array> {
    const missing = positions.filter((position) => !this.#vectors.has(position));
    if (missing.length === 0 || !this.#store) return missing;
    const hashes = Array.from(missing, (position) => this.#hashOf(position));
    const { vectors, layout } = await this.#store.read(hashes);
    if (layout) this.#layout ??= layout;
    return missing.filter((position, i) => {
      const vector = vectors.get(hashes[i]!);
      if (vector?.length !== this.#layout?.columns || !vector) return true;
      this.#vectors.set(position, vector);
      return false;
    });
  }

  /** Keeps vectors in memory. @param values Shape [positions.length, layout.columns]. */
  add(positions: Int32Array, values: Float32Array, layout: FeatureLayout): void {
    this.#layout = layout;
    for (const [row, position] of positions.entries()) {
      const from = row * layout.columns;
      this.#vectors.set(position, values.slice(from, from + layout.columns));
    }
  }

  /** Keeps vectors that are in memory on disk too. @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE. */
  async save(positions: Int32Array): Promise<void> {
    const { layout } = this;
    if (!this.#store || positions.length === 0) return;
    const values = new Float32Array(positions.length * layout.columns);
    for (const [row, position] of positions.entries()) {
      values.set(this.vector(position), row * layout.columns);
    }
    const hashes = Array.from(positions, (position) => this.#hashOf(position));
    await this.#store.write({ layout, hashes, values });
  }

  /** The vector of an image that was loaded or added, shape [layout.columns]. */
  vector(position: number): Float32Array {
    const vector = this.#vectors.get(position);
    if (!vector) throw new Error(`The features of image ${position} were not extracted.`);
    return vector;
  }

  #hashOf(position: number): string {
    const known = this.#hashes.get(position);
    if (known !== undefined) return known;
    const length = this.#imageSize ** 2 * 3;
    const hash = pixelHash(this.#pixels.subarray(position * length, (position + 1) * length));
    this.#hashes.set(position, hash);
    return hash;
  }
}
