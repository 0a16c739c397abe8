import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { countOf, type DrawingJob } from "./drawing-job.ts";

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
 * Draws all images of a job on worker threads; what is drawn does not hang on their number.
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
