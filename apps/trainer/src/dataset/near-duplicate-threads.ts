import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import {
  type ComparedImages,
  countParts,
  joinParts,
  NearDuplicateSearch,
  type NearDuplicates,
  type SmallImages,
} from "@graft/core/learning/duplicates";

interface SearchWork {
  readonly small: SmallImages;
  readonly compared: ComparedImages;
}

interface SearchOptions {
  /** At most; by default one for each core. 0: none, the calling thread searches. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Parts that are searched sooner than threads start. */
const FEW_PARTS = 4;

/**
 * Searches for near-duplicates on worker threads, so that this thread stays free to answer signals; few images are
 * searched here, part by part. The result is the same either way, and for any number of threads.
 *
 * @throws The signal's reason soon after it is aborted.
 */
export async function searchInParts(
  work: SearchWork,
  { threads, signal }: SearchOptions,
): Promise<NearDuplicates> {
  const numParts = countParts(work.compared);
  const most = threads ?? (numParts <= FEW_PARTS ? 0 : availableParallelism());
  const count = Math.min(most, numParts);
  return joinParts(
    await (count === 0
      ? searchHere(work, numParts, signal)
      : searchOnThreads(work, { numParts, count, signal })),
  );
}

async function searchHere(
  { small, compared }: SearchWork,
  numParts: number,
  signal: AbortSignal | undefined,
): Promise<NearDuplicates[]> {
  const search = new NearDuplicateSearch(small, compared);
  const found: NearDuplicates[] = [];
  for (let part = 0; part < numParts; part++) {
    await setImmediate();
    signal?.throwIfAborted();
    found.push(search.searchPart(part));
  }
  return found;
}

async function searchOnThreads(
  work: SearchWork,
  { numParts, count, signal }: { numParts: number; count: number; signal: AbortSignal | undefined },
): Promise<NearDuplicates[]> {
  signal?.throwIfAborted();
  const workers = Array.from({ length: count }, () => {
    return new Worker(new URL("./near-duplicate-thread.mjs", import.meta.url), {
      workerData: work,
    });
  });
  const onAbort = { run: (): void => {} };
  try {
    return await new Promise<NearDuplicates[]>((resolve, reject) => {
      onAbort.run = () => reject(signal?.reason as Error);
      signal?.addEventListener("abort", onAbort.run);
      const results: NearDuplicates[] = [];
      let [next, numDone] = [0, 0];
      const feed = (worker: Worker): void => {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port, not a window
        if (next < numParts) worker.postMessage(next++);
      };
      for (const worker of workers) {
        worker.on("error", reject);
        worker.on("exit", (code) => reject(new Error(`A search thread ended with ${code}.`)));
        worker.on("message", ({ part, found }: { part: number; found: NearDuplicates }) => {
          results[part] = found;
          numDone += 1;
          if (numDone === numParts) resolve(results);
          else feed(worker);
        });
        feed(worker);
      }
    });
  } finally {
    signal?.removeEventListener("abort", onAbort.run);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
