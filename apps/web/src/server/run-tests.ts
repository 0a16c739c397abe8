import "server-only";
import { type Db, type RunDetail, readPredictions, readTestSeconds } from "@graft/db";
import { measureTest, type RunTest } from "@/features/run/run-test";

/** Runs that are kept, and numbers of all of them: 40 MB. */
const LIMITS = { most: 32, size: 5_000_000 };

/** Measured runs, by database and run. */
const kept = new WeakMap<Db, BoundedCache<number, RunTest>>();

/**
 * A run's predictions with their measurements; null until it has been tested. Once the run
 * is over they no longer change, and are kept for the next request.
 */
export async function readRunTest(
  db: Db,
  { id, status, dataset }: Pick<RunDetail, "id" | "status" | "dataset">,
): Promise<RunTest | null> {
  const runs = kept.get(db) ?? new BoundedCache(LIMITS);
  kept.set(db, runs);
  const known = runs.get(id);
  if (known) return known;
  const tested = await measure(db, id, { numClasses: dataset.classNames.length });
  const isOver = status !== "running" && status !== "queued";
  if (tested && isOver) runs.set(id, tested, sizeOf(tested));
  return tested;
}

/** The fields of an image count as this many numbers. */
const PER_IMAGE = 20;

/** About how many numbers a run takes up: its curves, class by class, are longer than its probabilities. */
function sizeOf({ predictions, images, measured }: RunTest): number {
  const { rocCurve, precisionRecallCurve } = measured;
  const points =
    sum(rocCurve.map((curve) => curve?.thresholds.length ?? 0)) +
    sum(precisionRecallCurve.map((curve) => curve?.recall.length ?? 0));
  return predictions.probabilities.length + PER_IMAGE * images.length + 3 * points;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

async function measure(db: Db, id: number, of: { numClasses: number }): Promise<RunTest | null> {
  const said = await readPredictions(db, id);
  if (said.length === 0) return null;
  const batchSeconds = (await readTestSeconds(db, id)) ?? undefined;
  return measureTest(said, { ...of, batchSeconds });
}

/** Keeps the values that were used last, as far as they fit. */
export class BoundedCache<Key, Value> {
  private readonly limits: { readonly most: number; readonly size: number };
  // In the order of use: the one that was asked for last at the end.
  private readonly kept = new Map<Key, { readonly value: Value; readonly size: number }>();

  /**
   * @param limits.most Values at the same time.
   * @param limits.size Of all of them together; the last one is kept whatever its size.
   */
  constructor(limits: { readonly most: number; readonly size: number }) {
    this.limits = limits;
  }

  get(key: Key): Value | undefined {
    const found = this.kept.get(key);
    if (!found) return undefined;
    this.kept.delete(key);
    this.kept.set(key, found);
    return found.value;
  }

  set(key: Key, value: Value, size: number): void {
    this.kept.delete(key);
    this.kept.set(key, { value, size });
    let total = 0;
    for (const one of this.kept.values()) total += one.size;
    for (const [oldest, one] of this.kept) {
      const fits = total <= this.limits.size && this.kept.size <= this.limits.most;
      if (fits || this.kept.size === 1) return;
      this.kept.delete(oldest);
      total -= one.size;
    }
  }
}
