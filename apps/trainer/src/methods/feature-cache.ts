import type { LoadedBackbone } from "../backbone/loaded-backbone.ts";

/** Features of the pictures of one data set by one backbone; rows that were not computed are unset. */
export interface FeatureTable {
  /** Shape [n, numFeatures]. */
  readonly values: Float32Array;
  /** 1 where a row is set, shape [n]. */
  readonly known: Uint8Array;
}

/** Features computed in this process, so that each picture passes through a backbone once. */
export class FeatureCache {
  readonly #tables = new WeakMap<LoadedBackbone, WeakMap<Uint8Array, FeatureTable>>();

  /** The table of these pictures, empty when new. @param pixels Shape [n, S, S, 3]; known by identity. */
  table(backbone: LoadedBackbone, pixels: Uint8Array): FeatureTable {
    const ofBackbone = this.#tables.get(backbone) ?? new WeakMap<Uint8Array, FeatureTable>();
    this.#tables.set(backbone, ofBackbone);
    const n = pixels.length / (backbone.imageSize ** 2 * 3);
    const table = ofBackbone.get(pixels) ?? {
      values: new Float32Array(n * backbone.numFeatures),
      known: new Uint8Array(n),
    };
    ofBackbone.set(pixels, table);
    return table;
  }
}
