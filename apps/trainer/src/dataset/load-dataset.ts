import type { DatasetConfig } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import { decodeWithCache, type ReadImage } from "./cache/decode-with-cache.ts";
import { byCodePoint, listClasses } from "./class-name.ts";
import { fingerprintOf, indexKey } from "./content-keys.ts";
import { warnOfFindings } from "./image-findings.ts";
import type { ImageItem, ImageSet, LoadOptions, SkippedImage } from "./image-set.ts";
import { quoted } from "./printable.ts";
import { listImages } from "./sources/list-images.ts";
import { warnOfTwoClasses } from "./two-classes.ts";
import { imagesUnreadable } from "./unreadable-image.ts";

/**
 * Reads a data set: lists its images, hashes and decodes those that are not cached yet.
 *
 * @throws {AppError} DATASET_NOT_FOUND, DATASET_INVALID, DATASET_EMPTY, TOO_FEW_CLASSES,
 *   MANIFEST_INVALID, IMAGE_UNREADABLE (unless `onBadImage` is "skip"), OUTPUT_NOT_WRITABLE,
 *   DISK_FULL or OUT_OF_MEMORY.
 * @throws the signal's reason when it is aborted.
 */
export async function loadDataset(config: DatasetConfig, options: LoadOptions): Promise<ImageSet> {
  const { cacheDir, signal, onProgress } = options;
  const { kind, imageSize } = config;
  signal?.throwIfAborted();
  const listing = await listImages(config, options);
  const { name, root } = listing;
  const classes = listClasses(listing.classNames, quoted(root));
  const read = await decodeWithCache(listing.images, {
    cacheDir,
    indexKey: indexKey({ kind, root, imageSize }),
    labels: new Map(classes.map((label, index) => [label, index])),
    imageSize,
    signal,
    onProgress,
  });
  const skipped = inOrder([...listing.bad, ...read.bad]);
  if (skipped.length > 0) refuseBadImages({ config, classes, skipped, images: read.images });
  const items = read.images.map(toItem);
  return {
    name,
    kind,
    fingerprint: fingerprintOf(
      read.images.map(({ listed, known }) => ({
        hash: known.hash,
        className: listed.label,
        group: listed.group,
      })),
    ),
    classes,
    imageSize,
    items,
    pixels: read.pixels,
    skipped,
    warnings: [...warnOfTwoClasses(items, classes), ...warnOfFindings(items)],
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

/** Ends the load unless the config lets bad images be skipped and every class has some left. */
function refuseBadImages(found: {
  config: DatasetConfig;
  classes: readonly string[];
  skipped: readonly SkippedImage[];
  images: readonly ReadImage[];
}): void {
  const { config, classes, skipped, images } = found;
  const unreadable = imagesUnreadable(skipped, images.length + skipped.length);
  if (config.onBadImage === "fail") throw unreadable;
  const left = new Set(images.map(({ listed }) => listed.label));
  const emptied = classes.filter((name) => !left.has(name));
  if (emptied.length === 0) return;
  const who = images.length > 0 ? ` of class ${emptied.map(quoted).join(" and ")}` : "";
  throw new AppError({
    code: "DATASET_EMPTY",
    message: `Every image${who} was skipped. ${unreadable.message}`,
    hint: "Repair the images; a class cannot be learned from none.",
  });
}
