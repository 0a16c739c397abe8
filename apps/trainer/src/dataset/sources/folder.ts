import type { Dirent } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { basename, extname, join, relative, resolve, sep } from "node:path";
import type { DatasetConfigOf } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import { byCodePoint, cleanClassName } from "../class-name.ts";
import type { SkippedImage } from "../image-set.ts";
import { counted, quoted } from "../printable.ts";
import { fileFault } from "../unreadable-image.ts";
import { type ListedImage, type Listing, stampOf } from "./listing.ts";
import { requirePath } from "./require-path.ts";

/**
 * Which files of a folder are meant as images. The content decides how they are read; formats that
 * cannot be read stand here too, so that they are reported and not silently left out.
 */
const IMAGE_NAMES = /\.(?:jpe?g|jpe|jfif|png|webp|gif|avif|tiff?|heic|heif|bmp|jxl|jp2)$/i;
/** Hidden files and what systems leave behind. */
const IGNORED = /^(?:\..*|Thumbs\.db|desktop\.ini|__MACOSX|@eaDir)$/i;
const PARTS = new Set(["train", "training", "valid", "validation", "val", "test", "testing"]);

interface Walk {
  readonly root: string;
  readonly label: string;
  readonly images: ListedImage[];
  readonly bad: SkippedImage[];
  /** Extensions of files that are no images, for the message when a class has none. */
  readonly others: Set<string>;
}

/**
 * Lists `path/<class>/**`, a folder per class.
 *
 * Symbolic links to files are followed only inside the root, links to folders never: a data set from
 * elsewhere must not pull in pictures from the rest of the disk, and no loop can arise. Such links
 * count as images that cannot be read, so nothing goes missing in silence.
 *
 * @throws {AppError} DATASET_NOT_FOUND, DATASET_INVALID or DATASET_EMPTY.
 */
export async function listFolder(
  config: DatasetConfigOf<"folder">,
  baseDir: string,
): Promise<Listing> {
  const path = resolve(baseDir, config.path);
  await requirePath(path, "folder", "dataset.path");
  const root = await realpath(path);
  const images: ListedImage[] = [];
  const bad: SkippedImage[] = [];
  const empty: string[] = [];
  const classNames: string[] = [];
  const entries = await readFolder(root);
  for (const entry of entries.filter((entry) => !IGNORED.test(entry.name))) {
    const folder = join(root, entry.name);
    const isLink = entry.isSymbolicLink() && (await isFolder(folder));
    if (!isLink && !entry.isDirectory()) continue;
    const label = cleanClassName(entry.name, `folder in ${quoted(path)}`);
    classNames.push(label);
    if (isLink) {
      bad.push({ source: entry.name, reason: "it is a link to a folder; these are not followed" });
    } else {
      const found: Walk = { root, label, images: [], bad: [], others: new Set() };
      await walk(folder, found);
      if (found.images.length + found.bad.length === 0) empty.push(describeEmpty(entry, found));
      for (const image of found.images) images.push(image);
      bad.push(...found.bad);
    }
  }
  const loose = entries.filter((entry) => entry.isFile() && IMAGE_NAMES.test(entry.name)).length;
  refuseUnlikely({ path, classNames, isEmpty: images.length + bad.length === 0, empty, loose });
  return { name: basename(root) || "images", root, classNames, images, bad };
}

async function walk(folder: string, found: Walk): Promise<void> {
  const entries = (await readFolder(folder)).filter((entry) => !IGNORED.test(entry.name));
  const files = entries.filter((entry) => !entry.isDirectory());
  const listed = await Promise.all(files.map((entry) => listFile(join(folder, entry.name), found)));
  for (const image of listed) if (image) found.images.push(image);
  for (const entry of entries) if (entry.isDirectory()) await walk(join(folder, entry.name), found);
}

async function listFile(file: string, found: Walk): Promise<ListedImage | null> {
  const source = relative(found.root, file).replaceAll(sep, "/");
  try {
    const target = await realpath(file);
    const stats = await stat(target, { bigint: true });
    if (stats.isDirectory()) {
      found.bad.push({ source, reason: "it is a link to a folder; these are not followed" });
    } else if (!IMAGE_NAMES.test(file)) {
      found.others.add(extname(file).toLowerCase() || "no extension");
    } else if (!target.startsWith(found.root + sep)) {
      found.bad.push({ source, reason: "it is a link that leads outside the data set's folder" });
    } else if (stats.isFile()) {
      const { label } = found;
      return {
        file: target,
        source,
        label,
        group: null,
        part: null,
        stamp: stampOf(stats),
        tile: null,
      };
    }
  } catch (error) {
    if (IMAGE_NAMES.test(file)) found.bad.push({ source, reason: fileFault(error) });
  }
  return null;
}

/** Entries by name, so that listing, messages and progress do not depend on the file system. */
async function readFolder(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => byCodePoint(a.name, b.name));
  } catch (error) {
    throw new AppError({
      code: "DATASET_INVALID",
      message: `The folder ${quoted(folder)} cannot be read: ${fileFault(error)}.`,
      hint: "Check its permissions.",
      cause: error,
    });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

function describeEmpty(entry: Dirent, { others }: Walk): string {
  const found = [...others].sort(byCodePoint).slice(0, 5).join(", ");
  return `${quoted(entry.name)} (${found ? `only ${found}` : "empty"})`;
}

function refuseUnlikely(found: {
  path: string;
  classNames: readonly string[];
  isEmpty: boolean;
  empty: readonly string[];
  loose: number;
}): void {
  const { path, classNames, isEmpty, empty, loose } = found;
  if (isEmpty) {
    const inside = empty.length > 0 ? `; class folders: ${empty.join(", ")}` : "";
    const beside = loose > 0 ? `; ${counted(loose, "image")} directly inside it` : "";
    throw new AppError({
      code: "DATASET_EMPTY",
      message: `The folder ${quoted(path)} holds no class folder with images${inside}${beside}.`,
      hint: "Put the images of each class into a folder with its name: <path>/<class>/*.jpg. JPEG, PNG, WebP, GIF, AVIF and TIFF are read.",
    });
  }
  if (empty.length > 0) {
    throw new AppError({
      code: "DATASET_EMPTY",
      message: `These class folders in ${quoted(path)} hold no images: ${empty.join(", ")}.`,
      hint: "Add images (JPEG, PNG, WebP, GIF, AVIF or TIFF), or move the folder elsewhere.",
    });
  }
  if (classNames.length > 1 && classNames.every((name) => PARTS.has(name.toLowerCase()))) {
    throw new AppError({
      code: "DATASET_INVALID",
      message: `The folders in ${quoted(path)} are parts of a split (${classNames.join(", ")}), not classes.`,
      hint: "Name one of them as the path, or list the images in a manifest with a split column.",
    });
  }
}
