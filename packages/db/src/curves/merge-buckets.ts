/** Some values of a curve, summed up. */
export interface Bucket {
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
export function mergeBuckets(buckets: readonly Bucket[], most: number) {
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
