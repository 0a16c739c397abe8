/** Bounds per class for `apportion`; low <= high. */
export interface Bounds {
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/**
 * Divides `total` among classes in proportion to their sizes, in whole numbers: everybody gets the
 * whole part of the exact quota, and the largest remainders get one more (Hamilton's method). A tie
 * goes to the lowest class number.
 *
 * @param total Whole number, between the sums of the bounds.
 * @param sizes Shape [numClasses].
 * @returns Shape [numClasses], within the bounds, adding up to `total`.
 */
export function apportion(total: number, sizes: readonly number[], bounds: Bounds): number[] {
  const sum = sizes.reduce((a, b) => a + b, 0);
  const quotas = sizes.map((size) => (sum === 0 ? 0 : (total * size) / sum));
  const counts = quotas.map((quota, k) =>
    Math.min(Math.max(Math.floor(quota), bounds.low[k]!), bounds.high[k]!),
  );
  let missing = total - counts.reduce((a, b) => a + b, 0);
  for (; missing > 0; missing--) {
    counts[
      largest(
        counts,
        (k) => quotas[k]! - counts[k]!,
        (k) => counts[k]! < bounds.high[k]!,
      )
    ]! += 1;
  }
  for (; missing < 0; missing++) {
    counts[
      largest(
        counts,
        (k) => counts[k]! - quotas[k]!,
        (k) => counts[k]! > bounds.low[k]!,
      )
    ]! -= 1;
  }
  return counts;
}

function largest(
  counts: readonly number[],
  score: (k: number) => number,
  allowed: (k: number) => boolean,
): number {
  let best = -1;
  for (let k = 0; k < counts.length; k++) {
    if (allowed(k) && (best < 0 || score(k) > score(best))) best = k;
  }
  return best;
}
