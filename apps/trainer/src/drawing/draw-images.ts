import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { deriveSeed } from "@graft/core/analysis/random";
import { RENDERINGS, renderScene, type SCENE_VERSION } from "@graft/core/learning/drawn-images";
import { drawPlanned, type ImagesPlan, numImages } from "./images-plan.ts";

/** Images per message. */
const RANGE = 16;

export interface DrawOptions {
  readonly threads?: number;
  readonly signal?: AbortSignal;
  /**
   * Takes the images from `start` on when they are drawn, in any order. A thread draws no others before it
   * is done with them, so that no more than a few are ever waiting.
   */
  readonly accept: (start: number, pixels: Uint8Array) => void | Promise<void>;
}

/**
 * Draws all images of a job on worker threads; the result does not depend on their number.
 *
 * @throws What `accept` throws, and the signal's reason.
 */
export async function drawImages(job: DrawingJob, options: DrawOptions): Promise<void> {
  const { threads = availableParallelism(), signal, accept } = options;
  const ranges = rangesOf(countOf(job));
  const workers = Array.from({ length: Math.min(threads, ranges.length) }, () => {
    return new Worker(new URL("./draw-thread.mjs", import.meta.url), { workerData: job });
  });
  const queue = ranges.values();
  async function drain(worker: Worker): Promise<void> {
    await once(worker, "message"); // "ready"; an error in the thread rejects
    for (const [start, end] of queue) {
      signal?.throwIfAborted();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
      worker.postMessage({ start, end });
      const [drawn] = (await once(worker, "message")) as [{ start: number; pixels: Uint8Array }];
      await accept(drawn.start, drawn.pixels);
    }
  }
  try {
    await Promise.all(workers.map(drain));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function rangesOf(count: number): [start: number, end: number][] {
  return Array.from({ length: Math.ceil(count / RANGE) }, (_, i) => [
    i * RANGE,
    Math.min(count, (i + 1) * RANGE),
  ]);
}

/** The images of the demo: `perClass` scenes of each rendering, one rendering after the other. */
export interface ScenesJob {
  readonly kind: "scenes";
  readonly version: typeof SCENE_VERSION;
  readonly seed: number;
  readonly perClass: number;
  /** Side in pixels. */
  readonly size: number;
}

/** The images of a pretraining. */
interface ProgramsJob extends ImagesPlan {
  readonly kind: "programs";
}

/** Images to draw, in a fixed order. Plain data: it is sent to the threads that draw. */
export type DrawingJob = ScenesJob | ProgramsJob;

export function countOf(job: DrawingJob): number {
  if (job.kind === "scenes") return RENDERINGS.length * job.perClass;
  return numImages(job);
}

/** Bytes of one image, shape [size, size, 3]. */
export function bytesOf({ size }: Pick<DrawingJob, "size">): number {
  return size * size * 3;
}

/** Draws the images from `start` to `end`, one after the other. */
export function drawRange(job: DrawingJob, start: number, end: number): Uint8Array {
  const pixels = new Uint8Array((end - start) * bytesOf(job));
  for (let position = start; position < end; position++) {
    const image = job.kind === "scenes" ? drawOfScenes(job, position) : drawPlanned(job, position);
    pixels.set(image, (position - start) * bytesOf(job));
  }
  return pixels;
}

/** Every image shows a scene of its own: a photograph is never the twin of a drawing. */
function drawOfScenes({ seed, perClass, size }: ScenesJob, position: number): Uint8Array {
  const rendering = RENDERINGS[Math.floor(position / perClass)]!;
  return renderScene(rendering, { seed: deriveSeed(seed, "scene", position), size });
}
