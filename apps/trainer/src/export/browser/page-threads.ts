import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { PageParts } from "./compose-page.ts";

/** The runtime of a page, at work outside of a browser. */
export interface PageModel {
  /** Class probabilities of the runtime's `checkImage`. */
  readonly check: readonly number[];
  /** @param pixels RGB, shape [n, side, side, 3]. @returns Class probabilities, shape [n, K]. */
  readonly judge: (pixels: Uint8Array, count: number) => Promise<Float32Array>;
  readonly close: () => Promise<void>;
}

/** Threads that load the model; more would take longer to start than they save. */
const MOST_THREADS = 4;

interface Thread {
  readonly worker: Worker;
  readonly check: readonly number[];
}

/**
 * Opens the model of a page with the script, the WebAssembly module and the files that the page has in it, on several
 * threads.
 *
 * @throws What the runtime throws where it cannot open the model.
 */
export async function openPageModel(parts: PageParts): Promise<PageModel> {
  const count = Math.min(MOST_THREADS, availableParallelism());
  const workers = Array.from(
    { length: count },
    () => new Worker(new URL("./page-thread.mjs", import.meta.url), { workerData: parts }),
  );
  const close = async () => void (await Promise.all(workers.map((worker) => worker.terminate())));
  let threads: Thread[];
  try {
    threads = await Promise.all(
      workers.map(async (worker) => {
        const [{ check }] = (await once(worker, "message")) as [{ check: number[] }];
        return { worker, check };
      }),
    );
  } catch (error) {
    await close();
    throw error;
  }
  return {
    check: threads[0]!.check,
    close,
    async judge(pixels, numImages) {
      const length = pixels.length / numImages;
      const each = Math.ceil(numImages / count);
      const answers = await Promise.all(
        threads.map(({ worker }, part) => {
          const own = pixels.slice(part * each * length, (part + 1) * each * length);
          return own.length === 0 ? Promise.resolve([]) : ask(worker, own);
        }),
      );
      return Float32Array.from(answers.flat());
    },
  };
}

async function ask(worker: Worker, pixels: Uint8Array): Promise<number[]> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
  worker.postMessage(pixels);
  const [{ probabilities }] = (await once(worker, "message")) as [{ probabilities: number[] }];
  return probabilities;
}
