/** A linear axis over fractions, with round ends. */
export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

/** An estimate with its interval, all fractions in [0, 1]. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The axis on which intervals of accuracy are drawn beside each other.
 *
 * Ends are multiples of 0.1 that hold every interval and every mark (such as the chance level); the axis
 * spans at least 0.2 and never leaves [0, 1]. Without anything to draw it is [0, 1].
 */
export function accuracyAxis(estimates: readonly Estimate[], marks: readonly number[] = []): Axis {
  const low = Math.min(1, ...estimates.map((e) => e.low), ...marks);
  const high = Math.max(0, ...estimates.map((e) => e.high), ...marks);
  if (low > high) return { min: 0, max: 1, ticks: [0, 0.5, 1] };
  let min = Math.max(0, Math.floor(low * 10 + 1e-9));
  let max = Math.min(10, Math.ceil(high * 10 - 1e-9));
  while (max - min < 2) {
    if (max < 10) max += 1;
    else min -= 1;
  }
  const step = max - min > 5 ? 2 : 1;
  const ticks: number[] = [];
  // Ticks hang from the upper end, so that 100 % is named whenever it is on the axis.
  for (let tick = max; tick >= min; tick -= step) ticks.unshift(tick / 10);
  return { min: min / 10, max: max / 10, ticks };
}

/** Where a value lies on the axis, from 0 (its start) to 100 (its end), clipped. */
export function positionOn(axis: Axis, value: number): number {
  const share = (value - axis.min) / (axis.max - axis.min);
  return Math.round(Math.min(1, Math.max(0, share)) * 1e4) / 100;
}
