import { realpath } from "node:fs/promises";
import { basename } from "node:path";
import { groupBy } from "@graft/core/analysis/aggregate";
import type { DatasetConfigOf } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { counted, listed, quoted } from "../../messages.ts";
import { byCodePoint } from "../class-name.ts";
import type { SkippedImage } from "../image-findings.ts";
import type { LeftOutFile, LoadOptions } from "../image-set.ts";
import { findPath } from "./find-path.ts";
import type { ListedImage, Listing } from "./listing.ts";
import { type ClassFolder, type Layout, readLayout } from "./read-layout.ts";
import {
  extensionOf,
  type FoundFolder,
  type FoundImage,
  scanFolder,
  withImages,
} from "./scan-folder.ts";

/**
 * Lists the images of a folder; `readLayout` says which layouts of folders are understood.
 *
 * @throws {AppError} DATASET_NOT_FOUND, DATASET_INVALID or DATASET_EMPTY.
 */
export async function listFolder(
  config: Pick<DatasetConfigOf<"folder">, "path">,
  { baseDir, signal }: Pick<LoadOptions, "baseDir" | "signal">,
): Promise<Listing> {
  const { path } = await findPath(config.path, {
    baseDir,
    expected: "folder",
    setting: "dataset.path",
  });
  const root = await realpath(path);
  const scan = await scanFolder(root, signal);
  refuseNoImages(scan.folder, path);
  const layout = readLayout(scan.folder, path);
  refuseEmptyClasses(layout.classes, path);
  const images: ListedImage[] = [];
  const bad: SkippedImage[] = [];
  const leftOut: LeftOutFile[] = [];
  const byContent: FoundImage[] = [];
  for (const { label, folder, part } of layout.classes) {
    for (const inside of everyFolder(folder)) {
      for (const image of inside.images) {
        const { file, source, stamp } = image;
        images.push({ file, source, label, group: null, part, stamp, tile: null });
        if (image.toldByContent) byContent.push(image);
      }
      bad.push(...inside.bad);
    }
  }
  for (const folder of everyFolder(scan.folder)) leftOut.push(...folder.leftOut);
  const unreadable = warnOfFormats(leftOut);
  const unused = unusedImages(layout);
  leftOut.push(...unused.files);
  return {
    name: basename(root) || "images",
    root,
    classNames: layout.classes.map(({ label }) => label),
    images,
    bad,
    remarks: {
      leftOut: leftOut.sort((a, b) => byCodePoint(a.source, b.source)),
      ignored: scan.ignored,
      notes: [...layout.notes, ...describeByContent(byContent)],
      warnings: [
        ...layout.warnings,
        ...warnOfMergedFolders(layout),
        ...unused.warnings,
        ...unreadable,
      ],
    },
  };
}

function* everyFolder(folder: FoundFolder): Generator<FoundFolder> {
  yield folder;
  for (const inside of folder.folders) yield* everyFolder(inside);
}

/** Images in folders that belong to no class: each file, and a warning for each folder. */
function unusedImages({ unused }: Layout): { files: LeftOutFile[]; warnings: string[] } {
  const files: LeftOutFile[] = [];
  const warnings: string[] = [];
  for (const { folder, reason } of unused) {
    const before = files.length;
    for (const { images, bad } of everyFolder(folder)) {
      for (const { source } of [...images, ...bad]) {
        files.push({ source, extension: extensionOf(source), reason });
      }
    }
    const count = files.length - before;
    if (count === 0) continue;
    const place =
      folder.path === "" ? "directly in the data set's folder" : `in ${quoted(folder.path)}`;
    warnings.push(
      `${counted(count, "image")} ${place} ${count === 1 ? "is" : "are"} left out: ${reason}.`,
    );
  }
  return { files, warnings };
}

/** Photoshop files, raw photos and drawings that lie among the images: perhaps they are the images. */
function warnOfFormats(leftOut: readonly LeftOutFile[]): string[] {
  const images = leftOut.filter(({ isImage }) => isImage);
  if (images.length === 0) return [];
  const byExtension = groupBy(images, ({ extension }) => extension);
  const counts = [...byExtension].map(([extension, own]) => `${own.length} ${extension}`);
  const are = images.length === 1 ? "1 file is an image" : `${images.length} files are images`;
  return [`${are} in formats that cannot be read, and left out: ${listed(counts)}.`];
}

function describeByContent(images: readonly FoundImage[]): string[] {
  if (images.length === 0) return [];
  const byExtension = groupBy(images, ({ toldByContent }) => toldByContent!);
  const counts = [...byExtension].map(([extension, own]) => `${own.length} with ${extension}`);
  return [`Told to be images by their content, not by their name: ${listed(counts)}.`];
}

/** Folders whose names differ only in what nobody sees are one class, and this is said. */
function warnOfMergedFolders({ classes }: Layout): string[] {
  const warnings: string[] = [];
  for (const [label, same] of groupBy(classes, (own) => own.label)) {
    for (const own of groupBy(same, ({ part }) => part).values()) {
      if (own.length < 2) continue;
      const paths = own.map(({ folder }) => quoted(folder.path)).join(" and ");
      warnings.push(
        `The folders ${paths} are one class, ${quoted(label)}: their names differ only in case, spaces, or characters that cannot be seen.`,
      );
    }
  }
  return warnings;
}

/** A class folder without images in any part: a download that failed, or no class at all. */
function refuseEmptyClasses(classes: readonly ClassFolder[], path: string): void {
  const empty = [...groupBy(classes, ({ label }) => label).values()].filter((own) =>
    own.every(({ folder }) => folder.numImages === 0),
  );
  if (empty.length === 0) return;
  const names = empty.map((own) => describeEmpty(own[0]!.folder));
  const full = classes.filter(({ folder }) => folder.numImages > 0);
  const inner =
    full.length === 1 && withImages(full[0]!.folder).length > 0 ? full[0]!.folder : null;
  throw new AppError({
    code: "DATASET_EMPTY",
    message: `These class folders in ${quoted(path)} hold no images: ${listed(names, 10)}.`,
    hint: inner
      ? `If the classes are the folders in ${quoted(inner.name)}, name that folder as dataset.path; otherwise add images (JPEG, PNG, WebP, GIF, AVIF, TIFF, BMP or PNM).`
      : "Add images (JPEG, PNG, WebP, GIF, AVIF, TIFF, BMP or PNM), or move the folder elsewhere.",
  });
}

function refuseNoImages(root: FoundFolder, path: string): void {
  const full = withImages(root);
  if (full.some(({ isLink }) => !isLink)) return;
  const others = root.folders.map((own) =>
    own.isLink ? `${quoted(own.name)} (a link)` : describeEmpty(own),
  );
  const inside = others.length > 0 ? `; class folders: ${listed(others, 10)}` : "";
  const loose = root.images.length + root.bad.length;
  const beside = loose > 0 ? `; ${counted(loose, "image")} directly inside it` : "";
  throw new AppError({
    code: "DATASET_EMPTY",
    message: `The folder ${quoted(path)} holds no class folder with images${inside}${beside}.`,
    hint:
      full.length > 0
        ? "Links to folders are not followed: name the folder that holds the class folders themselves."
        : "Put the images of each class into a folder with its name: <path>/<class>/*.jpg, or list them in a manifest. JPEG, PNG, WebP, GIF, AVIF, TIFF, BMP and PNM are read.",
  });
}

function describeEmpty(folder: FoundFolder): string {
  const kinds = new Set<string>();
  for (const { leftOut } of everyFolder(folder)) {
    for (const { extension } of leftOut) kinds.add(extension);
  }
  const found = listed([...kinds].sort(byCodePoint));
  return `${quoted(folder.name)} (${found ? `only ${found}` : "empty"})`;
}
