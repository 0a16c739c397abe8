import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { occlusionMap, type Predictor, paintMap } from "@graft/core/learning/model";
import { partialName } from "@graft/db/partial-files";
import sharp from "sharp";
import { quoted } from "../messages.ts";
import type { Judgement } from "./judge-images.ts";

/** Smallest side of a written image in pixels: maps of small images are enlarged. */
const LEAST_SIDE = 256;

/**
 * Hands judgements on and writes, for each image, what spoke for the named class: the image as the model saw it, and
 * beside it the same with its occlusion map.
 *
 * @param folder Made if need be; files that are there already stay: each image gets a name of its own.
 * @throws {AppError} OUTPUT_NOT_WRITABLE, DISK_FULL.
 */
export async function* explainImages(
  judgements: AsyncIterable<Judgement>,
  { predictor, folder, signal }: { predictor: Predictor; folder: string; signal: AbortSignal },
): AsyncGenerator<Judgement, void> {
  const { size } = predictor.description.image;
  const names = new Set<string>();
  await writing(folder, () => mkdir(folder, { recursive: true }));
  for await (const own of judgements) {
    signal.throwIfAborted();
    if (!("error" in own)) {
      const map = await occlusionMap(predictor, own.pixels, own.label);
      const painted = paintMap(own.pixels, size, map);
      const image = await besideEachOther(own.pixels, painted, size);
      await writing(folder, () => writeNew(folder, nameFor(own.source, names), image));
    }
    yield own;
  }
}

async function besideEachOther(left: Uint8Array, right: Uint8Array, size: number): Promise<Buffer> {
  const both = new Uint8Array(left.length * 2);
  const line = size * 3;
  for (let row = 0; row < size; row++) {
    both.set(left.subarray(row * line, (row + 1) * line), 2 * row * line);
    both.set(right.subarray(row * line, (row + 1) * line), (2 * row + 1) * line);
  }
  const scale = Math.max(1, Math.ceil(LEAST_SIDE / size));
  return await sharp(both, { raw: { width: 2 * size, height: size, channels: 3 } })
    .resize(2 * size * scale, size * scale, { kernel: "nearest" })
    .png()
    .toBuffer();
}

/** The file's name without folders and ending, with a number where another image has it. */
function nameFor(source: string, names: Set<string>): string {
  const plain =
    path
      .parse(source)
      .name.replaceAll(/[^\p{L}\p{N} ._-]/gu, "_")
      .slice(0, 100) || "image";
  let name = plain;
  for (let again = 2; names.has(name.toLowerCase()); again++) name = `${plain}-${again}`;
  names.add(name.toLowerCase());
  return `${name}.png`;
}

/** Whole or not at all. */
async function writeNew(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const file = path.join(folder, name);
  const partial = partialName(file);
  try {
    await writeFile(partial, bytes, { flag: "wx" });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writing<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new AppError({
      code: code === "ENOSPC" || code === "EDQUOT" ? "DISK_FULL" : "OUTPUT_NOT_WRITABLE",
      message: `Nothing can be written to ${quoted(folder)} (${code ?? message}).`,
      hint: "Name another folder with --explain, one that you may write to and that has room.",
      cause: error,
    });
  }
}
