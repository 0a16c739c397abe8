/**
 * A curve without its jitter: the exponential moving average of its values, corrected for its start, so that the
 * first value is itself and not drawn towards nothing.
 *
 * @param values Those that are not finite are left as they are and passed over.
 * @param weight Of the past, in [0, 1): 0 changes nothing.
 */
export function smoothValues(values: readonly number[], weight: number): number[] {
  let [sum, total] = [0, 0];
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    sum = weight * sum + (1 - weight) * value;
    total = weight * total + (1 - weight);
    return sum / total;
  });
}
