import "server-only";
import { type Db, readPredictions, readTestSeconds } from "@graft/db";
import { type TestedRun, toTestedRun } from "@/features/run/tested-run";

/** So many probabilities of tested runs are kept, in all: 40 MB. */
const MOST_KEPT = 5_000_000;

/** What was measured, by database and run, the run that was asked for last at the end. */
const kept = new WeakMap<Db, Map<number, TestedRun>>();

/**
 * What a run said of its test pictures, measured; null as long as it was not tested. A test is written once and
 * never changed, so what was measured once is kept for the next look at it.
 */
export async function readTestedRun(
  db: Db,
  { id, dataset }: { id: number; dataset: { classNames: readonly string[] } },
): Promise<TestedRun | null> {
  const runs = kept.get(db) ?? new Map<number, TestedRun>();
  kept.set(db, runs);
  const known = runs.get(id);
  const tested = known ?? (await measure(db, id, dataset.classNames.length));
  if (tested === null) return null;
  runs.delete(id);
  runs.set(id, tested);
  forgetOldest(runs);
  return tested;
}

async function measure(db: Db, id: number, numClasses: number): Promise<TestedRun | null> {
  const said = await readPredictions(db, id);
  if (said.length === 0) return null;
  const batchSeconds = (await readTestSeconds(db, id)) ?? undefined;
  return toTestedRun(said, { numClasses, batchSeconds });
}

/** Down to what may be kept, but for the last one. */
function forgetOldest(runs: Map<number, TestedRun>): void {
  let size = 0;
  for (const { predictions } of runs.values()) size += predictions.probabilities.length;
  for (const [id, { predictions }] of runs) {
    if (size <= MOST_KEPT || runs.size === 1) return;
    runs.delete(id);
    size -= predictions.probabilities.length;
  }
}
