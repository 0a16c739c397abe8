import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { glob, isDynamicPattern } from "tinyglobby";
import { fileFault } from "../dataset/image-findings.ts";
import { type FileStamp, stampOf } from "../dataset/sources/listing.ts";
import { type FoundFolder, scanFolder } from "../dataset/sources/scan-folder.ts";
import { quoted } from "../messages.ts";

/** A file to judge. */
export interface ImageFile {
  /** Absolute path. */
  readonly file: string;
  /** As it is shown: the path that was typed, or what was found below it. */
  readonly source: string;
  readonly stamp: FileStamp;
}

export interface FoundImages {
  readonly images: readonly ImageFile[];
  /** Files that were named, or are images by name, and cannot be opened. */
  readonly bad: readonly { readonly source: string; readonly reason: string }[];
  /** Files in folders that are no images. */
  readonly numLeftOut: number;
}

/**
 * The images that paths lead to: files as they are, folders with all below them, patterns such as `photos/*.jpg`.
 * A file that several paths lead to is there once.
 *
 * @param baseDir Folder that relative paths start from.
 * @throws {AppError} DATASET_NOT_FOUND for a path without anything.
 */
export async function findImages(
  paths: readonly string[],
  { baseDir, signal }: { baseDir: string; signal: AbortSignal },
): Promise<FoundImages> {
  const images = new Map<string, ImageFile>();
  const bad: { source: string; reason: string }[] = [];
  let numLeftOut = 0;
  for (const typed of paths) {
    for (const source of await expand(typed, baseDir)) {
      signal.throwIfAborted();
      const file = path.resolve(baseDir, source);
      try {
        const stats = await stat(file, { bigint: true });
        if (stats.isDirectory()) {
          const { folder } = await scanFolder(await realpath(file), signal);
          for (const inside of everyFolder(folder)) {
            for (const image of inside.images) {
              const shown = path.join(source, image.source);
              images.set(image.file, { ...image, source: shown });
            }
            bad.push(
              ...inside.bad.map((own) => ({ ...own, source: path.join(source, own.source) })),
            );
            numLeftOut += inside.leftOut.length;
          }
        } else if (stats.isFile()) {
          images.set(file, { file, source, stamp: stampOf(stats) });
        } else {
          bad.push({ source, reason: "it is neither a file nor a folder" });
        }
      } catch (error) {
        if (error instanceof AppError || signal.aborted) throw error;
        bad.push({ source, reason: fileFault(error) });
      }
    }
  }
  return { images: [...images.values()], bad, numLeftOut };
}

/** A path as it is if something is there, else what it matches as a pattern. */
async function expand(typed: string, baseDir: string): Promise<string[]> {
  const exists = await stat(path.resolve(baseDir, typed)).then(
    () => true,
    () => false,
  );
  if (exists || !isDynamicPattern(typed)) return [typed];
  const pattern = typed.replaceAll("\\", "/");
  const matches = await glob(pattern, { cwd: baseDir, onlyFiles: true, expandDirectories: false });
  if (matches.length > 0) return matches.sort();
  throw new AppError({
    code: "DATASET_NOT_FOUND",
    message: `No file matches ${quoted(typed)}.`,
    hint: "Name image files, folders with images, or patterns such as 'photos/*.jpg'.",
  });
}

function* everyFolder(folder: FoundFolder): Generator<FoundFolder> {
  yield folder;
  for (const inside of folder.folders) yield* everyFolder(inside);
}
