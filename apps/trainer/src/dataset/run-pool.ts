/**
 * Calls `work` for every item, at most `limit` at a time, and starts no more once one has failed or
 * the signal was aborted.
 *
 * @throws the first failure, or the signal's reason; only after all that had begun has ended.
 */
export async function runPool<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
  { limit, signal }: { limit: number; signal?: AbortSignal | undefined },
): Promise<void> {
  const queue = items.values();
  let failed = false;
  async function drain(): Promise<void> {
    for (const item of queue) {
      signal?.throwIfAborted();
      if (failed) return;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: limit }, drain));
  const failure = ends.find((end) => end.status === "rejected");
  if (failure) throw failure.reason;
}
