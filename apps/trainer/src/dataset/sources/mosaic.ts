import { realpath } from "node:fs/promises";
import { basename, dirname, relative, sep } from "node:path";
import type { DatasetConfigOf } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { quoted } from "../../messages.ts";
import { cleanClassName } from "../class-name.ts";
import { readDimensions } from "../decode/image-header.ts";
import type { SkippedImage } from "../image-findings.ts";
import { fileFault, UnreadableImage } from "../image-findings.ts";
import { imageFormat } from "../image-format.ts";

import { findPath } from "./find-path.ts";
import { type ListedImage, type Listing, NO_REMARKS, stampOf, type TileArea } from "./listing.ts";
import { readHead } from "./scan-folder.ts";

type MosaicConfig = DatasetConfigOf<"mosaic">["mosaics"][number];

const MAX_TILES = 100_000;

/**
 * Lists the tiles of large images; only the images' headers are read.
 *
 * Tiles that overlap share pixels, so all tiles of such a mosaic form one group: on both sides of a
 * split they would let training see test images.
 *
 * @throws {AppError} DATASET_NOT_FOUND, DATASET_INVALID or DATASET_EMPTY.
 */
export async function listMosaics(
  config: DatasetConfigOf<"mosaic">,
  baseDir: string,
): Promise<Listing> {
  const found = [];
  for (const [i, { image }] of config.mosaics.entries()) {
    const setting = `dataset.mosaics[${i}].image`;
    found.push(await findPath(image, { baseDir, expected: "file", setting }));
  }
  const files = found.map(({ path }) => path);
  refuseRepeats(files);
  const root = commonFolder(files);
  const images: ListedImage[] = [];
  const bad: SkippedImage[] = [];
  const classNames: string[] = [];
  for (const [i, mosaic] of config.mosaics.entries()) {
    const setting = `dataset.mosaics[${i}]`;
    const file = files[i]!;
    const { stats } = found[i]!;
    const source = relative(root, file).replaceAll(sep, "/");
    const label = cleanClassName(mosaic.label, `${setting}.label`);
    classNames.push(label);
    try {
      const size = await readHeader(file);
      const group = overlaps(mosaic) ? source : null;
      for (const tile of tilesOf(size, mosaic, setting)) {
        images.push({ file, source, label, group, part: null, stamp: stampOf(stats), tile });
      }
    } catch (error) {
      if (!(error instanceof UnreadableImage)) throw error;
      bad.push({ source, reason: error.message });
    }
  }
  const name = basename(root) || "mosaics";
  return { name, root: await realpath(root), classNames, images, bad, remarks: NO_REMARKS };
}

/**
 * The tiles of an image, row by row.
 *
 * An incomplete tile at the right or lower edge is dropped, as by Wolfram's `ImagePartition`; with
 * `keepEdges` it is kept at the size it has, and later fitted like any other image.
 *
 * @throws {AppError} DATASET_EMPTY when no tile fits; DATASET_INVALID when there are too many.
 */
export function tilesOf(
  size: { width: number; height: number },
  mosaic: Pick<MosaicConfig, "image" | "tile" | "offset" | "keepEdges">,
  setting: string,
): TileArea[] {
  const [tileWidth, tileHeight] = mosaic.tile;
  const [stepX, stepY] = mosaic.offset ?? mosaic.tile;
  const { keepEdges } = mosaic;
  const columns = starts({ length: size.width, tile: tileWidth, step: stepX, keepEdges });
  const rows = starts({ length: size.height, tile: tileHeight, step: stepY, keepEdges });
  const count = columns.length * rows.length;
  if (count === 0 || count > MAX_TILES) {
    const found = count === 0 ? "no complete tile" : `${count} tiles (at most ${MAX_TILES})`;
    throw new AppError({
      code: count === 0 ? "DATASET_EMPTY" : "DATASET_INVALID",
      message: `${setting}: ${quoted(mosaic.image)} has ${size.width} x ${size.height} pixels, which gives ${found} of ${tileWidth} x ${tileHeight}.`,
      hint: count === 0 ? 'Use a smaller "tile", or "keepEdges".' : 'Use a larger "offset".',
    });
  }
  return rows.flatMap((y) =>
    columns.map((x) => ({
      x,
      y,
      width: Math.min(tileWidth, size.width - x),
      height: Math.min(tileHeight, size.height - y),
    })),
  );
}

/** Where tiles begin along one side; with `keepEdges`, until one reaches the edge. */
function starts(side: { length: number; tile: number; step: number; keepEdges: boolean }) {
  const { length, tile, step, keepEdges } = side;
  const found: number[] = [];
  for (let at = 0; at < length && found.length <= MAX_TILES; at += step) {
    if (at + tile > length && !keepEdges) break;
    found.push(at);
    if (at + tile >= length) break;
  }
  return found;
}

function refuseRepeats(files: readonly string[]): void {
  const again = files.findIndex((file, i) => files.indexOf(file) !== i);
  if (again < 0) return;
  throw new AppError({
    code: "DATASET_INVALID",
    message: `dataset.mosaics[${again}].image: ${quoted(files[again]!)} is already listed.`,
    hint: "List each mosaic once; all of its tiles have one class.",
  });
}

function overlaps({ tile, offset }: MosaicConfig): boolean {
  return offset !== undefined && (offset[0] < tile[0] || offset[1] < tile[1]);
}

async function readHeader(path: string): Promise<{ width: number; height: number }> {
  try {
    return await readDimensions(path, imageFormat(await readHead(path)));
  } catch (error) {
    if (error instanceof UnreadableImage) throw error;
    throw new UnreadableImage(fileFault(error), { cause: error });
  }
}

function commonFolder(files: readonly string[]): string {
  let common = dirname(files[0]!);
  while (!files.every((file) => isInside(file, common)) && dirname(common) !== common) {
    common = dirname(common);
  }
  return common;
}

function isInside(file: string, folder: string): boolean {
  return relative(folder, file).split(sep)[0] !== "..";
}
