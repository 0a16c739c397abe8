import type { BigIntStats } from "node:fs";
import type { Part } from "@graft/core/learning/split";
import type { SkippedImage } from "../image-findings.ts";
import type { DatasetRemarks } from "../image-set.ts";

/** Tells whether a file is still the one that was read before, without reading it. */
export interface FileStamp {
  readonly bytes: number;
  readonly mtimeNs: string;
  /** Also changes when a tool sets the modification time back. */
  readonly ctimeNs: string;
}

/** A tile's place in the upright mosaic, in pixels. */
export interface TileArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One image as a source lists it: nothing of its pixels has been read yet. */
export interface ListedImage {
  /** Absolute path. */
  readonly file: string;
  readonly source: string;
  /** Class name, cleaned. */
  readonly label: string;
  readonly group: string | null;
  readonly part: Part;
  readonly stamp: FileStamp;
  /** Null: the whole file is the image. Tiles of one file are neighbours. */
  readonly tile: TileArea | null;
}

export interface Listing {
  readonly name: string;
  /** Absolute path of the folder or file that `source` is relative to. */
  readonly root: string;
  /** Every class that the source names, also one whose images are all bad; unsorted. */
  readonly classNames: readonly string[];
  readonly images: readonly ListedImage[];
  /** Files that are named as images but cannot even be opened. */
  readonly bad: readonly SkippedImage[];
  readonly remarks: DatasetRemarks;
}

/** For sources that name each file one by one. */
export const NO_REMARKS: DatasetRemarks = { leftOut: [], ignored: {}, notes: [], warnings: [] };

export function stampOf(stats: BigIntStats): FileStamp {
  return {
    bytes: Number(stats.size),
    mtimeNs: String(stats.mtimeNs),
    ctimeNs: String(stats.ctimeNs),
  };
}
