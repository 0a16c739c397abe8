import type { DatasetConfig } from "@graft/core/contract";
import type { Part } from "@graft/core/learning/split";
import type { ImageFinding, SkippedImage } from "./image-findings.ts";
import type { LeftOutFile } from "./image-set.ts";

/**
 * What there is to know of the data of an experiment before it runs: counts and sentences. `run`
 * reports it, and `trainer data --json` prints it with the lists of a `DataReport` (docs/data.md).
 */
export interface DataSummary {
  /** Null, like the root, when the data set cannot be found. */
  readonly name: string | null;
  readonly kind: DatasetConfig["kind"];
  /** Absolute path of the folder or manifest. */
  readonly root: string | null;
  /** Null when there are too few classes. */
  readonly fingerprint: string | null;
  readonly imageSize: number;
  /** Images that can be read. */
  readonly numImages: number;
  /** In the order of the label indices. */
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  /** One per repeat; empty when no split can be drawn. */
  readonly splits: readonly SplitCounts[];
  readonly unreadable: {
    readonly images: number;
    readonly byExtension: Readonly<Record<string, number>>;
  };
  readonly leftOut: {
    readonly files: number;
    readonly byExtension: Readonly<Record<string, number>>;
  };
  /** Files and folders that operating systems leave behind, by name. */
  readonly ignored: Readonly<Record<string, number>>;
  /** Images that are copies of others, not counting the first of each. */
  readonly numCopies: number;
  readonly nearDuplicates: {
    readonly pairs: number;
    /** Pairs that lie in two parts of the split in at least one repeat. */
    readonly acrossSplit: number;
    readonly isComplete: boolean;
  };
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/** Images of each class in each part, shape [numClasses]. */
export interface SplitCounts {
  /** 0-based. */
  readonly repeat: number;
  readonly seed: number;
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
  readonly unused: readonly number[];
}

/** Where an image lies. */
interface Place {
  readonly source: string;
  readonly tile: { readonly x: number; readonly y: number } | null;
  readonly class: string;
  /** The part that the data set itself prescribes. */
  readonly prescribed: Part;
}

export interface DataReport {
  readonly summary: DataSummary;
  readonly images: readonly (Place & {
    /** Its part in each repeat; null where it is not used. */
    readonly parts: readonly Part[];
    readonly group: string | null;
    readonly width: number;
    readonly height: number;
    readonly bytes: number;
    readonly hash: string;
    readonly findings: readonly ImageFinding[];
  })[];
  readonly unreadable: readonly SkippedImage[];
  readonly leftOut: readonly LeftOutFile[];
  /** Images with the same content. */
  readonly duplicates: readonly { readonly hash: string; readonly images: readonly Place[] }[];
  readonly nearDuplicates: readonly {
    readonly images: readonly [Place, Place];
    /** Correlation of edges and texture, at most 1. */
    readonly similarity: number;
    readonly isMirrored: boolean;
    /** Side of the scene that the smaller crop shows, as a fraction of that of the other. */
    readonly scale: number;
    /** Repeats, from 0, in which the two lie in different parts of the split. */
    readonly acrossRepeats: readonly number[];
  }[];
}
