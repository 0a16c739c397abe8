import type { DatasetConfig } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { quoted } from "../messages.ts";
import { decodeWithCache, type ReadImage } from "./cache/decode-with-cache.ts";
import { byCodePoint, listClasses, warnOfSimilarClasses } from "./class-name.ts";
import { fingerprintOf, indexKey } from "./content-keys.ts";
import type { SkippedImage } from "./image-findings.ts";
import { imagesUnreadable, warnOfFindings } from "./image-findings.ts";
import { type ImageItem, type ImageSet, type LoadOptions, warnOfTwoClasses } from "./image-set.ts";
import { listImages } from "./sources/index.ts";
import { type Listing } from "./sources/listing.ts";

/** A data set as it was found, whether a run could use it or not. */
export interface InspectedDataset {
  readonly listing: Listing;
  /** Every image that could be read; null when there are too few or too many classes. */
  readonly images: ImageSet | null;
  /** Why a run would be refused. */
  readonly refusal: AppError | null;
}

/**
 * Reads a data set: lists its images, hashes and decodes those that are not cached yet.
 *
 * @throws {AppError} DATASET_NOT_FOUND, DATASET_INVALID, DATASET_EMPTY, TOO_FEW_CLASSES,
 *   MANIFEST_INVALID, IMAGE_UNREADABLE (unless `onBadImage` is "skip"), OUTPUT_NOT_WRITABLE,
 *   DISK_FULL or OUT_OF_MEMORY.
 * @throws the signal's reason when it is aborted.
 */
export async function loadDataset(config: DatasetConfig, options: LoadOptions): Promise<ImageSet> {
  const { images, refusal } = await inspectDataset(config, options);
  if (refusal) throw refusal;
  return images!;
}

/**
 * The same for whoever wants to see what there is even when a run would be refused for it.
 *
 * @throws {AppError} As `loadDataset`, when not even the list of images can be made.
 */
export async function inspectDataset(
  config: DatasetConfig,
  options: LoadOptions,
): Promise<InspectedDataset> {
  const { cacheDir, signal, onProgress } = options;
  const { kind, imageSize } = config;
  signal?.throwIfAborted();
  const listing = await listImages(config, options);
  const { name, root } = listing;
  let classes: string[];
  try {
    classes = listClasses(listing.classNames, quoted(root));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { listing, images: null, refusal: error };
  }
  const read = await decodeWithCache(listing.images, {
    cacheDir,
    indexKey: indexKey({ kind, root, imageSize }),
    labels: new Map(classes.map((label, index) => [label, index])),
    imageSize,
    signal,
    onProgress,
  });
  const skipped = inOrder([...listing.bad, ...read.bad]);
  const items = read.images.map(toItem);
  const contents = read.images.map(({ listed, known }) => ({
    hash: known.hash,
    className: listed.label,
    group: listed.group,
  }));
  const { remarks } = listing;
  const warnings = [
    ...remarks.warnings,
    ...warnOfSimilarClasses(classes),
    ...warnOfTwoClasses(items, classes),
    ...warnOfFindings(items),
  ];
  return {
    listing,
    images: {
      name,
      kind,
      fingerprint: fingerprintOf(contents, classes),
      classes,
      imageSize,
      items,
      pixels: read.pixels,
      skipped,
      remarks: { ...remarks, warnings },
    },
    refusal: badImages({ config, classes, skipped, images: read.images }),
  };
}

function toItem({ listed, known, label }: ReadImage): ImageItem {
  const { source, tile, group, part } = listed;
  return { ...known, label, source, group, part, tile: tile && { x: tile.x, y: tile.y } };
}

/** By source, and each only once: the tiles of one broken mosaic are one fault. */
function inOrder(skipped: readonly SkippedImage[]): SkippedImage[] {
  const bySource = new Map(skipped.map((image) => [image.source, image]));
  return [...bySource.values()].sort((a, b) => byCodePoint(a.source, b.source));
}

/** The refusal, unless the config lets bad images be skipped and every class has some left. */
function badImages(found: {
  config: DatasetConfig;
  classes: readonly string[];
  skipped: readonly SkippedImage[];
  images: readonly ReadImage[];
}): AppError | null {
  const { config, classes, skipped, images } = found;
  if (skipped.length === 0) return null;
  const unreadable = imagesUnreadable(skipped, images.length + skipped.length);
  if (config.onBadImage === "fail") return unreadable;
  const left = new Set(images.map(({ listed }) => listed.label));
  const emptied = classes.filter((name) => !left.has(name));
  if (emptied.length === 0) return null;
  const who = images.length > 0 ? ` of class ${emptied.map(quoted).join(" and ")}` : "";
  return new AppError({
    code: "DATASET_EMPTY",
    message: `Every image${who} was skipped. ${unreadable.message}`,
    hint: "Repair the images; a class cannot be learned from none.",
  });
}
