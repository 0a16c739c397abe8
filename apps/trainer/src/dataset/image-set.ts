import { deriveSeed } from "@graft/core/analysis/random";
import type { DatasetConfig, ExperimentConfig } from "@graft/core/contract";
import { drawSplit, type Part, type SplitInput } from "@graft/core/learning/split";
import { quoted } from "../messages.ts";
import type { ImageFinding, SkippedImage } from "./image-findings.ts";

/** One labelled image: a file, or a tile of a mosaic. */
export interface ImageItem {
  /** SHA-256 of size and decoded pixels, 64 hex digits: equal pixels are one image to every split. */
  readonly hash: string;
  /** Index into the set's `classes`. */
  readonly label: number;
  /** Where it came from, relative to the data set's root, with forward slashes. For people. */
  readonly source: string;
  /** Upper left corner of a tile, in pixels of the upright mosaic; null for a whole file. */
  readonly tile: { readonly x: number; readonly y: number } | null;
  /** Images of one group belong on one side of every split. */
  readonly group: string | null;
  /** Prescribed by a manifest or by folders named train and test; null where nothing is. */
  readonly part: Part;
  /** Of the original after EXIF orientation, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Of the file; of a tile, of its uncompressed pixels. */
  readonly bytes: number;
  /** What is odd about it; empty or left out when nothing is. */
  readonly findings?: readonly ImageFinding[];
}

/** A file that is not one of the images, and why. */
export interface LeftOutFile {
  readonly source: string;
  /** In lower case with its dot, or "no extension". */
  readonly extension: string;
  readonly reason: string;
  /** Whether it is an image all the same, in a format that cannot be read. */
  readonly isImage?: boolean;
}

/** All that a source has to say beside its images. */
export interface DatasetRemarks {
  /** Files that lie among the images but are not used. */
  readonly leftOut: readonly LeftOutFile[];
  /** Files and folders that operating systems leave behind: how many of each name. */
  readonly ignored: Readonly<Record<string, number>>;
  /** How the source was read, where it could have been read in another way. */
  readonly notes: readonly string[];
  /** What is odd but no reason to refuse the data set: sentences for people. */
  readonly warnings: readonly string[];
}

/**
 * A data set, decoded.
 *
 * The order of the items follows from their contents alone (class, hash, group): renaming
 * files, or listing them in a manifest instead of folders, changes neither order nor fingerprint.
 * Only a mosaic of overlapping tiles counts by its file's name, which its tiles have for a group.
 */
export interface ImageSet {
  readonly name: string;
  readonly kind: DatasetConfig["kind"];
  /** SHA-256 over the sorted (hash, class name, group) of all items. */
  readonly fingerprint: string;
  /** In natural order ("9" before "10"); at least two. */
  readonly classes: readonly string[];
  /** Side S of every decoded image, in pixels. */
  readonly imageSize: number;
  readonly items: readonly ImageItem[];
  /** sRGB, shape [n, S, S, 3], values 0 to 255, in the order of `items`. */
  readonly pixels: Uint8Array;
  readonly skipped: readonly SkippedImage[];
  readonly remarks: DatasetRemarks;
}

/** How far decoding is; never reported for images that come from the cache. */
export interface DecodeProgress {
  readonly done: number;
  readonly total: number;
  readonly imagesPerSecond: number;
}

export interface LoadOptions {
  /** Folder that the config's paths are relative to. */
  readonly baseDir: string;
  /** Decoded images are kept in `${cacheDir}/pixels`, what is known of the files in `/index`. */
  readonly cacheDir: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DecodeProgress) => void;
}

/** The seed itself for the first repeat; one of its own for each other, whatever the seed. */
export function seedOfRepeat({ seed }: Pick<ExperimentConfig, "seed">, repeat: number): number {
  return repeat === 0 ? seed : deriveSeed(seed, "repeat", repeat);
}

/**
 * The part of each image in one repeat of an experiment.
 *
 * @param images With the near-duplicates that are kept on one side of the split.
 * @throws {AppError} TOO_FEW_IMAGES or MANIFEST_INVALID.
 */
export function splitImages(
  {
    items,
    classes,
    pairs,
  }: Pick<ImageSet, "items" | "classes"> & Required<Pick<SplitInput, "pairs">>,
  config: Pick<ExperimentConfig, "split" | "seed">,
  repeat: number,
): readonly Part[] {
  return drawSplit({
    ...config.split,
    labels: Int32Array.from(items, (item) => item.label),
    numClasses: classes.length,
    classNames: classes,
    keys: items.map((item) => item.hash),
    groups: items.map((item) => item.group),
    pairs,
    sources: items.map((item) => item.source),
    fixed: items.some((item) => item.part) ? items.map((item) => item.part) : null,
    seed: seedOfRepeat(config, repeat),
  });
}

interface LabelledImage {
  readonly hash: string;
  /** Index into the classes. */
  readonly label: number;
  readonly source: string;
}

/** A sentence for each image that lies in several classes, where at most one label can be right. */
export function warnOfTwoClasses(
  items: readonly LabelledImage[],
  classes: readonly string[],
): string[] {
  const copies = new Map<string, LabelledImage[]>();
  for (const item of items) {
    const same = copies.get(item.hash);
    if (same) same.push(item);
    else copies.set(item.hash, [item]);
  }
  return [...copies.values()].flatMap((same) => {
    if (new Set(same.map(({ label }) => label)).size < 2) return [];
    const places = same.map(
      ({ source, label }) => `${quoted(source)} (class ${quoted(classes[label] ?? String(label))})`,
    );
    return [`The same image lies in several classes: ${places.join(", ")}.`];
  });
}
