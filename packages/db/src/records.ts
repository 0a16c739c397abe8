import type { RunKind } from "@graft/core/contract";
/** One labelled image as the trainer found it. */
export interface ImageRecord {
  /** SHA-256 of its content, in hex. */
  readonly hash: string;
  /** Index into the data set's classes. */
  readonly label: number;
  /** Where it came from, relative to the data set's root. */
  readonly source: string;
  /** Left and top of a mosaic's tile, in pixels. */
  readonly tileX?: number | null | undefined;
  readonly tileY?: number | null | undefined;
  /** Images of one group never straddle a split. */
  readonly group?: string | null | undefined;
  /** Of the original, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Size of the original. */
  readonly bytes: number;
}

export interface DatasetRecord {
  readonly name: string;
  readonly kind: string;
  /** Identifies the content: two sets with the same one have the same images, labels and groups. */
  readonly fingerprint: string;
  /** Class names, in the order of the label indices. */
  readonly classes: readonly string[];
  readonly images: readonly ImageRecord[];
  /** The image at a position as WebP; called for contents not stored yet, or only smaller. */
  readonly preview: (position: number) => Promise<Uint8Array>;
  /** Side of those images, in pixels; stored ones that are smaller are replaced. */
  readonly previewSide?: number;
}

export interface SplitRecord {
  readonly datasetId: number;
  /** Stored image of each image, as `registerDataset` gave them. */
  readonly imageIds: readonly number[];
  /** Content hash of each image, in the same order. */
  readonly hashes: readonly string[];
  readonly seed: number;
  /** 0-based. */
  readonly repeat: number;
  /** Part of each image, in the same order; null for one that is not used. */
  readonly parts: readonly ("train" | "validation" | "test" | null)[];
}

/** Near-duplicates as they were found, by the positions of their images. */
export interface FoundNearDuplicates {
  readonly pairs: readonly {
    readonly first: number;
    readonly second: number;
    /** Correlation of edges and texture, at most 1. */
    readonly similarity: number;
    readonly isMirrored: boolean;
    /** Side of the scene that the smaller crop shows, as a fraction of that of the other. */
    readonly scale: number;
  }[];
  /** False where too many images were alike to compare all of them. */
  readonly isComplete: boolean;
}

export interface ExperimentRecord {
  readonly name: string;
  /** The resolved config; stored as JSON. */
  readonly config: unknown;
  readonly datasetId: number;
  /** Images that could not be read and were left out. */
  readonly numSkipped?: number;
}

export interface RunRecord {
  readonly experimentId: number;
  readonly method: RunKind;
  /** 0-based. */
  readonly repeat: number;
  readonly seed: number;
  readonly splitId: number;
  /** The resolved settings of the method, or of the pretraining; stored as JSON. */
  readonly config: object;
  /** Commit, lockfile, Node, backend, CPU and GPU; stored as JSON. */
  readonly environment: object;
  readonly device: string;
  readonly backend: string;
  /** Why no faster engine ran. */
  readonly backendReason: string;
}
