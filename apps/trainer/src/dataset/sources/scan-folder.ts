import type { Dirent } from "node:fs";
import { open, readdir, realpath, stat } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { quoted } from "../../messages.ts";
import { byCodePoint } from "../class-name.ts";
import { runPool } from "../decode-listing.ts";
import type { SkippedImage } from "../image-findings.ts";
import { fileFault } from "../image-findings.ts";
import { fileKind, HEAD_BYTES } from "../image-format.ts";
import type { LeftOutFile } from "../image-set.ts";
import { type FileStamp, stampOf } from "./listing.ts";

export interface FoundImage {
  /** Absolute path, links resolved. */
  readonly file: string;
  /** Relative to the root, with forward slashes. */
  readonly source: string;
  readonly stamp: FileStamp;
  /** The extension, when only the content told that it is an image. */
  readonly toldByContent: string | null;
}

/** A folder with all that was found in it; everything is sorted by name. */
export interface FoundFolder {
  readonly name: string;
  /** Relative to the root, with forward slashes; "" is the root. */
  readonly path: string;
  readonly images: readonly FoundImage[];
  /** Files that are meant as images but cannot be opened. */
  readonly bad: readonly SkippedImage[];
  readonly leftOut: readonly LeftOutFile[];
  readonly folders: readonly FoundFolder[];
  /** Images, readable or not, in it and in all folders below. */
  readonly numImages: number;
  /** A link to a folder is not followed: it holds itself as one image that cannot be read. */
  readonly isLink: boolean;
}

export interface FolderScan {
  readonly folder: FoundFolder;
  /** What operating systems leave behind, by name. */
  readonly ignored: Readonly<Record<string, number>>;
}

/** Whether images, readable or not, lie directly in a folder. */
export function holdsImages({ images, bad }: FoundFolder): boolean {
  return images.length + bad.length > 0;
}

/** The folders directly inside a folder that hold images at some depth. */
export function withImages({ folders }: FoundFolder): FoundFolder[] {
  return folders.filter(({ numImages }) => numImages > 0);
}

/** More than any small image set has: whoever names the root of a disk is told so. */
const MAX_ENTRIES = 2_000_000;
/** Files looked at side by side. */
const AT_ONCE = 64;

/** Names that promise an image: if it cannot be read, the data set is faulty. */
const IMAGE_NAMES =
  /\.(?:jpe?g|jpe|jfif|jif|pjpe?g|pjp|mpo|png|apng|webp|gif|avifs?|tiff?|heics?|heifs?|hif|bmp|dib|jxl|jp2|j2k|jpx|jpf|ppm|pgm|pbm|pnm|pam)$/i;
/** Sensor data of cameras. Most begin like a TIFF, but what a decoder finds there is a thumbnail. */
const RAW_NAMES =
  /\.(?:3fr|arw|cr2|cr3|crw|dcr|dng|erf|gpr|iiq|kdc|mos|mrw|nef|nrw|orf|pef|raf|raw|rw2|rwl|sr2|srf|srw|x3f)$/i;
/** Copies that programs keep beside an image, and files that are not complete. */
const COPY_NAMES =
  /(?:~|_original|\.(?:bak|old|orig|swp|te?mp|part|partial|crdownload|download|thm|lrprev))$/i;
/** Hidden files and what systems leave behind. */
const IGNORED =
  /^(?:\..*|Thumbs\.db|ehthumbs(?:_vista)?\.db|desktop\.ini|Icon\r|__MACOSX|@eaDir|#recycle|\$RECYCLE\.BIN|System Volume Information|lost\+found)$/i;

interface Scan {
  readonly root: string;
  readonly ignored: Map<string, number>;
  readonly signal: AbortSignal | undefined;
  numEntries: number;
}

/**
 * Reads a folder and all folders below it. An image is told by its name or, where the name says
 * nothing ("photo", "photo.jpg_large"), by the first bytes of the file.
 *
 * Symbolic links to files are followed only inside the root, links to folders never: a data set from
 * elsewhere must not pull in images from the rest of the disk, and no loop can arise. Such links count
 * as images that cannot be read, so nothing goes missing in silence.
 *
 * @param root Absolute path, links resolved.
 * @throws {AppError} DATASET_INVALID when a folder cannot be read, or there are too many files.
 */
export async function scanFolder(root: string, signal?: AbortSignal): Promise<FolderScan> {
  const scan: Scan = { root, ignored: new Map(), signal, numEntries: 0 };
  const folder = await scanOne(root, "", scan);
  return { folder, ignored: Object.fromEntries(scan.ignored) };
}

async function scanOne(folder: string, name: string, scan: Scan): Promise<FoundFolder> {
  scan.signal?.throwIfAborted();
  const entries = await readFolder(folder, scan);
  const images: FoundImage[] = [];
  const bad: SkippedImage[] = [];
  const leftOut: LeftOutFile[] = [];
  const files = entries.filter((entry) => !entry.isDirectory());
  const folders: FoundFolder[] = [];
  const look = async (entry: Dirent): Promise<void> => {
    const found = await lookAt(join(folder, entry.name), scan.root);
    if ("folders" in found) folders.push(found);
    else if ("stamp" in found) images.push(found);
    else if ("extension" in found) leftOut.push(found);
    else bad.push(found);
  };
  await runPool(files, look, { limit: AT_ONCE, signal: scan.signal });
  for (const entry of entries) {
    if (entry.isDirectory()) {
      folders.push(await scanOne(join(folder, entry.name), entry.name, scan));
    }
  }
  for (const list of [images, bad, leftOut]) list.sort((a, b) => byCodePoint(a.source, b.source));
  folders.sort((a, b) => byCodePoint(a.name, b.name));
  const below = folders.reduce((sum, { numImages }) => sum + numImages, 0);
  const numImages = images.length + bad.length + below;
  const path = sourceOf(folder, scan.root);
  return { name, path, images, bad, leftOut, folders, numImages, isLink: false };
}

async function lookAt(
  file: string,
  root: string,
): Promise<FoundImage | LeftOutFile | SkippedImage | FoundFolder> {
  const source = sourceOf(file, root);
  const extension = extensionOf(file);
  const isNamed = IMAGE_NAMES.test(plainName(file));
  try {
    const target = await realpath(file);
    const stats = await stat(target, { bigint: true });
    if (stats.isDirectory()) return linkedFolder(source);
    if (!stats.isFile()) return { source, extension, reason: "it is neither a file nor a folder" };
    if (!target.startsWith(root.endsWith(sep) ? root : root + sep)) {
      const reason = "it is a link that leads outside the data set's folder";
      return isNamed ? { source, reason } : { source, extension, reason };
    }
    if (!isNamed) {
      const other = await otherContent(file, target);
      if (other) return { source, extension, ...other };
    }
    return {
      file: target,
      source,
      stamp: stampOf(stats),
      toldByContent: isNamed ? null : extension,
    };
  } catch (error) {
    const reason = nameFault(source) ?? fileFault(error);
    return isNamed ? { source, reason } : { source, extension, reason };
  }
}

function linkedFolder(path: string): FoundFolder {
  const bad = [{ source: path, reason: "it is a link to a folder; these are not followed" }];
  const name = path.slice(path.lastIndexOf("/") + 1);
  return { name, path, images: [], bad, leftOut: [], folders: [], numImages: 1, isLink: true };
}

/** What a file is, if it is not an image that can be read; null for an image. */
async function otherContent(
  file: string,
  target: string,
): Promise<Pick<LeftOutFile, "reason" | "isImage"> | null> {
  const name = plainName(file);
  if (RAW_NAMES.test(name)) {
    return { reason: "it is a camera's raw file: export it as JPEG", isImage: true };
  }
  if (COPY_NAMES.test(name)) {
    return { reason: "its name says that it is a copy or not complete", isImage: false };
  }
  const kind = fileKind(await readHead(target));
  return kind.format ? null : { reason: `it is ${kind.what}`, isImage: kind.isImage };
}

/** The first bytes of a file, enough to tell what it is. */
export async function readHead(file: string): Promise<Uint8Array> {
  const opened = await open(file);
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await opened.close();
  }
}

/** Entries by name, so that listing, messages and progress do not depend on the file system. */
async function readFolder(folder: string, scan: Scan): Promise<Dirent[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const reason = nameFault(sourceOf(folder, scan.root)) ?? fileFault(error);
    throw new AppError({
      code: "DATASET_INVALID",
      message: `The folder ${quoted(folder)} cannot be read: ${reason}.`,
      hint: "Check its name and its permissions.",
      cause: error,
    });
  }
  scan.numEntries += entries.length;
  if (scan.numEntries > MAX_ENTRIES) {
    throw new AppError({
      code: "DATASET_INVALID",
      message: `The folder ${quoted(scan.root)} holds more than ${MAX_ENTRIES} files.`,
      hint: "Name the folder of the images itself, not one far above it.",
    });
  }
  const kept = entries.filter(({ name }) => !IGNORED.test(name));
  for (const { name } of entries) {
    if (!IGNORED.test(name)) continue;
    const known = commonName(name);
    scan.ignored.set(known, (scan.ignored.get(known) ?? 0) + 1);
  }
  return kept.sort((a, b) => byCodePoint(a.name, b.name));
}

/** One name for the many that macOS ("._photo.jpg") and hidden files have. */
function commonName(ignored: string): string {
  if (ignored === ".DS_Store" || !ignored.startsWith(".")) return ignored.replace("\r", "");
  return ignored.startsWith("._") ? "._*" : ".*";
}

/** A name that Node can read but not use: its bytes are not UTF-8, as after unpacking an old archive. */
function nameFault(source: string): string | null {
  return source.includes("\ufffd") ? "its name is not valid UTF-8; rename it" : null;
}

function sourceOf(file: string, root: string): string {
  return relative(root, file).replaceAll(sep, "/");
}

/** "photo.JPG. " is a JPEG by its name: some systems drop dots and spaces at the end. */
function plainName(file: string): string {
  return file.replace(/[. ]+$/, "");
}

/** In lower case, or "no extension". */
export function extensionOf(file: string): string {
  const extension = extname(plainName(file)).toLowerCase();
  // ".10074" in n02085620.10074 is a number, and no kind of file.
  return /^\.(?=.*\p{L}).{1,16}$/u.test(extension) ? extension : "no extension";
}
