import { mostProbable } from "@graft/core/analysis/metrics";
import type { Predictor } from "@graft/core/learning/model";
import { decodeListing, type Job } from "../dataset/decode-listing.ts";
import type { ImageFile } from "./find-images.ts";

/** What a model says of a file. */
export type Judgement =
  | {
      readonly source: string;
      /** Index of the most probable class; of equal ones the first. */
      readonly label: number;
      /** Of all classes, in the model's order. */
      readonly probabilities: Float64Array;
      /** How usual it is seen from the training images, in (0, 1]; null where the model cannot tell. */
      readonly usualness: number | null;
      /** As the model saw it: RGB, shape [size, size, 3]. */
      readonly pixels: Uint8Array;
      /** From the file to the answer; images of one chunk share its time. */
      readonly seconds: number;
    }
  | { readonly source: string; readonly error: string };

/** Images whose pixels are in memory at a time, while the next ones are decoded. */
const CHUNK = 64;

/**
 * Judges image files in their order. While the net works on a chunk, the next one is decoded. A file that cannot be
 * read is told and the rest goes on.
 *
 * @throws The signal's reason when it is aborted.
 */
export async function* judgeImages(
  predictor: Predictor,
  images: readonly ImageFile[],
  signal: AbortSignal,
): AsyncGenerator<Judgement, void> {
  let next: Promise<Chunk> | null = null;
  try {
    for (let start = 0; start < images.length; start += CHUNK) {
      const chunk = await (next ??
        decodeChunk(predictor, images.slice(start, start + CHUNK), signal));
      const after = images.slice(start + CHUNK, start + 2 * CHUNK);
      next = after.length > 0 ? decodeChunk(predictor, after, signal) : null;
      // It is awaited in the next round; until then a failure of it is not unhandled.
      next?.catch(() => undefined);
      signal.throwIfAborted();
      yield* await judgeChunk(predictor, chunk);
    }
  } finally {
    await next?.catch(() => undefined);
  }
}

interface Chunk {
  readonly files: readonly ImageFile[];
  /** Those that could be read, shape [n, S, S, 3], and which they are. */
  readonly pixels: Uint8Array;
  readonly readable: readonly number[];
  readonly errors: ReadonlyMap<number, string>;
  readonly seconds: number;
}

async function decodeChunk(
  { description }: Predictor,
  files: readonly ImageFile[],
  signal: AbortSignal,
): Promise<Chunk> {
  const started = performance.now();
  const { size } = description.image;
  const length = size * size * 3;
  const pixels = new Uint8Array(files.length * length);
  const decoded = new Set<number>();
  const errors = new Map<number, string>();
  const jobs = files.map(
    ({ file, source, stamp }, position): Job => ({
      position,
      image: { file, source, label: "", group: null, part: null, stamp, tile: null },
    }),
  );
  const sink = {
    accept({ position }: Job, _known: unknown, image: Uint8Array) {
      pixels.set(image, position * length);
      decoded.add(position);
    },
    reject: ({ position }: Job, reason: string) => void errors.set(position, reason),
  };
  await decodeListing(jobs, sink, { imageSize: size, signal });
  const readable = [...files.keys()].filter((position) => decoded.has(position));
  for (const [to, from] of readable.entries()) {
    if (to !== from) pixels.copyWithin(to * length, from * length, (from + 1) * length);
  }
  const seconds = (performance.now() - started) / 1000;
  return { files, pixels: pixels.subarray(0, readable.length * length), readable, errors, seconds };
}

async function judgeChunk(predictor: Predictor, chunk: Chunk): Promise<Judgement[]> {
  const { files, pixels, readable, errors } = chunk;
  const numClasses = predictor.description.classNames.length;
  const started = performance.now();
  const { probabilities: all, usualness } = await predictor.judge(pixels);
  const seconds = (chunk.seconds + (performance.now() - started) / 1000) / readable.length;
  const labels = mostProbable(all, numClasses);
  const rowOf = new Map(readable.map((position, row) => [position, row]));
  return files.map(({ source }, position) => {
    const row = rowOf.get(position);
    if (row === undefined) return { source, error: errors.get(position) ?? "it was not read" };
    const probabilities = all.slice(row * numClasses, (row + 1) * numClasses);
    const length = pixels.length / readable.length;
    return {
      source,
      label: labels[row]!,
      probabilities,
      usualness: usualness?.[row] ?? null,
      pixels: pixels.subarray(row * length, (row + 1) * length),
      seconds,
    };
  });
}
