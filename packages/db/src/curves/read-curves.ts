import { z } from "zod";
import type { DbClient } from "../handle.ts";
import { BLOCK_SIZE } from "../runs/apply-event.ts";

/** A metric over its steps: every value, or as many as there is room for. */
export interface Curve {
  readonly key: string;
  /** How many values were logged. */
  readonly numPoints: number;
  /** Ascending; the first step of each bucket where `sampled`. */
  readonly steps: readonly number[];
  /** Means of the buckets where `sampled`. */
  readonly values: readonly number[];
  /** The range of each bucket; null where every value is here. */
  readonly band: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
}

export interface CurveQuery {
  /** Default: all that the run logged. */
  readonly keys?: readonly string[];
  /** At most this many points per curve; with a band there are three numbers to a point. */
  readonly most?: number;
}

/** With their band, 1,000 points are 3,000 numbers. */
const MOST_POINTS = 1000;

/** The curves of a run, by key; a curve of a million points costs no more than one of some thousand. */
export async function readCurves(
  db: DbClient,
  runId: number,
  { keys, most = MOST_POINTS }: CurveQuery = {},
): Promise<Curve[]> {
  const curves: Curve[] = [];
  for (const key of keys ?? (await readKeys(db, runId))) {
    const curve = await readCurve(db, { runId, key, most });
    if (curve) curves.push(curve);
  }
  return curves;
}

const Keys = z.array(z.object({ key: z.string() }));

/** Names of what a run logged: it jumps from one to the next. */
async function readKeys(db: DbClient, runId: number): Promise<string[]> {
  const rows = await db.$queryRawUnsafe(
    `WITH found(key) AS (
       SELECT min(key) FROM "MetricBlock" WHERE runId = ?
       UNION ALL
       SELECT (SELECT min(key) FROM "MetricBlock" WHERE runId = ? AND key > found.key)
       FROM found WHERE key IS NOT NULL)
     SELECT key FROM found WHERE key IS NOT NULL`,
    runId,
    runId,
  );
  return Keys.parse(rows).map(({ key }) => key);
}

interface CurveAt {
  readonly runId: number;
  readonly key: string;
  readonly most: number;
}

async function readCurve(db: DbClient, { runId, key, most }: CurveAt): Promise<Curve | null> {
  const blocks = await db.metricBlock.findMany({
    where: { runId, key },
    orderBy: { block: "asc" },
    select: { block: true, count: true, sum: true, low: true, high: true },
  });
  const [first, last] = [blocks[0], blocks.at(-1)];
  if (!first || !last) return null;
  const numPoints = blocks.reduce((sum, { count }) => sum + count, 0);
  if (numPoints <= most) {
    const rows = await db.metric.findMany({
      where: { runId, key },
      orderBy: { step: "asc" },
      select: { step: true, value: true },
    });
    const [steps, values] = [rows.map(({ step }) => step), rows.map(({ value }) => value)];
    return { key, numPoints: steps.length, steps, values, band: null };
  }
  const buckets =
    blocks.length >= most
      ? blocks.map(({ block, ...bucket }) => ({ step: block * BLOCK_SIZE, ...bucket }))
      : await readBuckets(db, { runId, key, most });
  return { key, numPoints, ...mergeBuckets(buckets, most) };
}

const Buckets = z.array(
  z.object({
    step: z.coerce.number(),
    count: z.coerce.number(),
    sum: z.nullable(z.number()),
    low: z.nullable(z.number()),
    high: z.nullable(z.number()),
  }),
);

/** Sums up a curve that is too long to send and too short for its blocks: one look per bucket, in order. */
async function readBuckets(db: DbClient, { runId, key, most }: CurveAt) {
  const where = { runId, key };
  const { _min, _max } = await db.metric.aggregate({
    where,
    _min: { step: true },
    _max: { step: true },
  });
  const [start, end] = [_min.step ?? 0, _max.step ?? 0];
  const width = Math.ceil((end - start + 1) / most);
  const inside = `FROM "Metric" WHERE runId = ? AND key = ? AND step >= start AND step < start + ?`;
  const rows = await db.$queryRawUnsafe(
    `WITH RECURSIVE bucket(start) AS (SELECT ? UNION ALL SELECT start + ? FROM bucket WHERE start + ? <= ?)
     SELECT start AS step, (SELECT count(*) ${inside}) AS count, (SELECT sum(value) ${inside}) AS sum,
       (SELECT min(value) ${inside}) AS low, (SELECT max(value) ${inside}) AS high
     FROM bucket`,
    start,
    width,
    width,
    end,
    ...Array.from({ length: 4 }, () => [runId, key, width]).flat(),
  );
  return Buckets.parse(rows).flatMap(({ step, count, sum, low, high }) =>
    sum === null || low === null || high === null ? [] : [{ step, count, sum, low, high }],
  );
}

/** Some values of a curve, summed up. */
interface Bucket {
  /** Of its first value. */
  readonly step: number;
  readonly count: number;
  readonly sum: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Joins neighbours until at most `most` buckets are left: their means, and their range as a band, so that no
 * peak is lost.
 *
 * @param buckets In order of their steps.
 */
function mergeBuckets(buckets: readonly Bucket[], most: number) {
  const perPoint = Math.ceil(buckets.length / most);
  const [steps, values, low, high]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let start = 0; start < buckets.length; start += perPoint) {
    const joined = buckets.slice(start, start + perPoint);
    const [first] = joined;
    if (!first) break;
    const total = (pick: (bucket: Bucket) => number) =>
      joined.reduce((sum, bucket) => sum + pick(bucket), 0);
    steps.push(first.step);
    values.push(total(({ sum }) => sum) / total(({ count }) => count));
    low.push(Math.min(...joined.map((bucket) => bucket.low)));
    high.push(Math.max(...joined.map((bucket) => bucket.high)));
  }
  return { steps, values, band: { low, high } };
}
