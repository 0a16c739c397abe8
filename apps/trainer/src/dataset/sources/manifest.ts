import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, resolve } from "node:path";
import type { DatasetConfigOf } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { counted, quoted } from "../../messages.ts";
import type { SkippedImage } from "../image-findings.ts";
import { fileFault } from "../image-findings.ts";

import { createPathFinder, findPath, type PathFinder } from "./find-path.ts";
import { type ListedImage, type Listing, NO_REMARKS, stampOf } from "./listing.ts";
import { type ManifestRow, manifestFault, parseManifest } from "./parse-manifest.ts";
import { extensionOf } from "./scan-folder.ts";

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
  config: Pick<DatasetConfigOf<"manifest">, "path">,
  baseDir: string,
): Promise<Listing> {
  const setting = "dataset.path";
  const { path, stats } = await findPath(config.path, { baseDir, expected: "file", setting });
  const manifest = basename(path);
  const { rows, unlabelled } = parseManifest(await readText(path, Number(stats.size)), manifest);
  if (rows.length === 0) {
    throw new AppError({
      code: "DATASET_EMPTY",
      message: `The manifest ${quoted(path)} lists no images.`,
      hint: "Write a header line path,label and below it a line for each image.",
    });
  }
  const images: ListedImage[] = [];
  const bad: SkippedImage[] = [];
  const lines = new Map<string, number>();
  const finder = createPathFinder();
  for (let start = 0; start < rows.length; start += BATCH) {
    const batch = rows.slice(start, start + BATCH);
    const found = await Promise.all(batch.map((row) => listRow(row, dirname(path), finder)));
    for (const [i, entry] of found.entries()) {
      const { line } = batch[i]!;
      refuseRepeat(entry, lines, { manifest, line });
      if ("reason" in entry) bad.push({ source: entry.source, reason: entry.reason });
      else images.push(entry);
    }
  }
  const reason = "the split column says that it is not labelled";
  const leftOut = unlabelled.map((source) => ({ source, extension: extensionOf(source), reason }));
  const warnings =
    leftOut.length > 0 ? [`${counted(leftOut.length, "image")} left out: ${reason}.`] : [];
  const classNames = rows.map(({ label }) => label);
  const remarks = { ...NO_REMARKS, leftOut, warnings };
  return { name: basename(path, extname(path)), root: path, classNames, images, bad, remarks };
}

/** A row whose file cannot be used. */
interface BadRow extends SkippedImage {
  readonly file: string;
}

async function listRow(
  row: ManifestRow,
  folder: string,
  finder: PathFinder,
): Promise<ListedImage | BadRow> {
  const { label, group, part, line } = row;
  const asWritten = resolve(folder, row.path);
  const file = (await finder.find(asWritten)) ?? asWritten;
  const source = sourceOf(row.path, file);
  try {
    const stats = await stat(file, { bigint: true });
    if (stats.isFile()) {
      return { file, source, label, group, part, stamp: stampOf(stats), tile: null };
    }
    return { file, source, reason: `it is not a file (line ${line})` };
  } catch (error) {
    const why = await missing(row.path, { file, error, finder });
    return { file, source, reason: `${why} (line ${line})` };
  }
}

/** The path as the manifest has it, with the separators of this system if those led to the file. */
function sourceOf(path: string, file: string): string {
  return basename(file) !== basename(path) && path.includes("\\")
    ? path.replaceAll("\\", "/")
    : path;
}

async function missing(
  path: string,
  { file, error, finder }: { file: string; error: unknown; finder: PathFinder },
): Promise<string> {
  const fault = fileFault(error);
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") return fault;
  if (/^(?:https?|ftp|s3|gs|file|data):/i.test(path)) return "it is an address, not a path";
  if (/^[a-z]:[\\/]/i.test(path)) return `${fault}; this is a path of a Windows disk`;
  const near = await finder.near(file);
  return near === null ? fault : `${fault}; did you mean ${quoted(near)}?`;
}

function refuseRepeat(
  { file, source }: { file: string; source: string },
  lines: Map<string, number>,
  { manifest, line }: { manifest: string; line: number },
): void {
  const first = lines.get(file);
  if (first === undefined) lines.set(file, line);
  else {
    throw manifestFault(
      { manifest, line, column: "path" },
      `${quoted(source)} is already listed on line ${first}`,
      "List each image once.",
    );
  }
}

async function readText(path: string, size: number): Promise<string> {
  const fault = (what: string, hint: string, cause?: unknown) =>
    new AppError({
      code: "MANIFEST_INVALID",
      message: `The manifest ${quoted(path)} ${what}.`,
      hint,
      cause,
    });
  if (size > MAX_BYTES) {
    const hint = "A manifest is a CSV or JSON Lines file; split it, or leave columns out.";
    throw fault(`has ${size} bytes; at most ${MAX_BYTES} are read`, hint);
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw fault(`cannot be read: ${fileFault(error)}`, "Check its permissions.", error);
  });
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    const hint =
      "A manifest is a CSV or JSON Lines file in UTF-8 or UTF-16. From Excel, save it as “CSV UTF-8”.";
    throw fault("is not UTF-8 text", hint, error);
  }
}

/** UTF-16 is told by its byte-order mark or, since paths are mostly ASCII, by its many zeros. */
function encodingOf(bytes: Buffer): "utf-8" | "utf-16le" | "utf-16be" {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const head = bytes.subarray(0, Math.min(bytes.length, 1024) & ~1);
  const zeros = [0, 0];
  for (const [i, byte] of head.entries()) if (byte === 0) zeros[i % 2]! += 1;
  const many = Math.max(2, head.length / 4);
  if (zeros[1]! >= many && zeros[0] === 0) return "utf-16le";
  return zeros[0]! >= many && zeros[1] === 0 ? "utf-16be" : "utf-8";
}
