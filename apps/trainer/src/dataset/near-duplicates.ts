import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { AppError } from "@graft/core/contract/errors";
import {
  createSmallImages,
  type NearDuplicates,
  shrinkImage,
} from "@graft/core/learning/duplicates";
import { z } from "zod";
import { writeAtomically } from "../files/write-atomically.ts";
import type { ImageSet, LoadOptions } from "./image-set.ts";
import { searchInParts } from "./near-duplicate-threads.ts";

/** Raised when the search would find other pairs among the same images. */
const METHOD = 2;

/**
 * The near-duplicates of a data set, from small images alone: they depend on the images and on nothing else, so
 * that a split that respects them can be drawn again. Searched once for a data set and kept in the cache.
 *
 * @throws the signal's reason when it is aborted.
 */
export async function searchNearDuplicates(
  images: ImageSet,
  { cacheDir, signal }: Pick<LoadOptions, "cacheDir" | "signal">,
): Promise<NearDuplicates> {
  const file = path.join(cacheDir, "near-duplicates", `${keyOf(images)}.json`);
  const known = await readKnown(file, images.items.length);
  if (known) return known;
  const found = await search(images, signal);
  try {
    await writeAtomically(file, [Buffer.from(JSON.stringify(found))]);
  } catch (error) {
    if (!(error instanceof AppError)) throw error; // without the cache, the next search takes as long
  }
  return found;
}

/** Changes with all that the search reads. */
function keyOf({ items, imageSize }: ImageSet): string {
  const read = items.map(({ hash, width, height }) => [hash, width, height]);
  return createHash("sha256")
    .update(JSON.stringify([METHOD, imageSize, read]))
    .digest("hex");
}

const position = z.int().nonnegative();
const Known = z.object({
  pairs: z.array(
    z.object({
      first: position,
      second: position,
      similarity: z.number(),
      isMirrored: z.boolean(),
      scale: z.number(),
    }),
  ),
  isComplete: z.boolean(),
});

/** Null when the file is missing or damaged. */
async function readKnown(file: string, count: number): Promise<NearDuplicates | null> {
  try {
    const known = Known.parse(JSON.parse(await readFile(file, "utf8")));
    const fits = known.pairs.every(({ first, second }) => first < second && second < count);
    return fits ? known : null;
  } catch {
    return null; // whatever the reason, the pairs can be found again
  }
}

async function search(
  { items, pixels, imageSize }: ImageSet,
  signal: AbortSignal | undefined,
): Promise<NearDuplicates> {
  const length = imageSize ** 2 * 3;
  const small = createSmallImages(items.length, imageSize);
  for (let i = 0; i < items.length; i++) {
    shrinkImage(small, i, pixels.subarray(i * length, (i + 1) * length));
    if (i % 16 === 15) await breathe(signal);
  }
  const keys = items.map(({ hash }) => hash);
  const sides = items.map(({ width, height }) => Math.min(width, height));
  return await searchInParts({ small, compared: { keys, sides } }, { signal });
}

/** Lets a signal of the system be heard. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  signal?.throwIfAborted();
}
