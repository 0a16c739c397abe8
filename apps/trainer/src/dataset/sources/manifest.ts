import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import type { DatasetConfigOf } from "@graft/core/contract";
import { AppError } from "@graft/core/errors";
import type { SkippedImage } from "../image-set.ts";
import { quoted } from "../printable.ts";
import { fileFault } from "../unreadable-image.ts";
import { type ListedImage, type Listing, stampOf } from "./listing.ts";
import { manifestFault } from "./manifest-fault.ts";
import { type ManifestRow, parseManifest } from "./parse-manifest.ts";
import { requirePath } from "./require-path.ts";

const MAX_BYTES = 256 * 2 ** 20;
/** Open files at a time while the images are looked up. */
const BATCH = 256;

/**
 * Lists the images that a CSV or JSON Lines file names. Paths are relative to the manifest and may
 * lead anywhere: unlike a folder, it names each file one by one.
 *
 * @throws {AppError} DATASET_NOT_FOUND, DATASET_INVALID, DATASET_EMPTY or MANIFEST_INVALID.
 */
export async function listManifest(
  config: DatasetConfigOf<"manifest">,
  baseDir: string,
): Promise<Listing> {
  const path = resolve(baseDir, config.path);
  const manifest = basename(path);
  const rows = parseManifest(await readText(path), manifest);
  if (rows.length === 0) {
    throw new AppError({
      code: "DATASET_EMPTY",
      message: `The manifest ${quoted(path)} lists no images.`,
      hint: "Write a header line path,label and below it a line for each image.",
    });
  }
  refuseRepeats(rows, { manifest, folder: dirname(path) });
  const images: ListedImage[] = [];
  const bad: SkippedImage[] = [];
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    const found = await Promise.all(batch.map((row) => listRow(row, dirname(path))));
    for (const entry of found) {
      if ("reason" in entry) bad.push(entry);
      else images.push(entry);
    }
  }
  const classNames = rows.map(({ label }) => label);
  return { name: basename(path, extname(path)), root: path, classNames, images, bad };
}

async function listRow(row: ManifestRow, folder: string): Promise<ListedImage | SkippedImage> {
  const { path: source, label, group, part, line } = row;
  const file = resolve(folder, source);
  try {
    const stats = await stat(file, { bigint: true });
    if (stats.isFile()) {
      return { file, source, label, group, part, stamp: stampOf(stats), tile: null };
    }
    return { source, reason: `it is not a file (line ${line})` };
  } catch (error) {
    return { source, reason: `${fileFault(error)} (line ${line})` };
  }
}

function refuseRepeats(
  rows: readonly ManifestRow[],
  { manifest, folder }: { manifest: string; folder: string },
): void {
  const lines = new Map<string, number>();
  for (const { path, line } of rows) {
    const file = resolve(folder, path);
    const first = lines.get(file);
    if (first !== undefined) {
      throw manifestFault(
        { manifest, line, column: "path" },
        `${quoted(path)} is already listed on line ${first}`,
        "List each image once.",
      );
    }
    lines.set(file, line);
  }
}

async function readText(path: string): Promise<string> {
  const { size } = await requirePath(path, "file", "dataset.path");
  const fault = (what: string, cause?: unknown) =>
    new AppError({
      code: "MANIFEST_INVALID",
      message: `The manifest ${quoted(path)} ${what}.`,
      hint: "A manifest is a CSV or JSON Lines file in UTF-8.",
      cause,
    });
  if (size > MAX_BYTES) throw fault(`has ${size} bytes; at most ${MAX_BYTES} are read`);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fault(`cannot be read: ${fileFault(error)}`, error);
  });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw fault("is not UTF-8 text", error);
  }
}
