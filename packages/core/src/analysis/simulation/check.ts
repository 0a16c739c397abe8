/** One number that a simulation found, with what it should be. */
export interface StatisticsCheck {
  /** What is checked: "false claims over splits". */
  readonly check: string;
  /** Of which case: "4 methods, 3 splits, 50 test images". */
  readonly cell: string;
  /** In [0, 1]. */
  readonly value: number;
  readonly target: { readonly low: number; readonly high: number };
  readonly isMet: boolean;
}

/** How much is simulated: the whole, or a part that fits into every test run. */
export interface Effort {
  /** Experiments in a cell. */
  readonly experiments: number;
  /** Whether only a few cells are tried. */
  readonly isPart: boolean;
}

export const WHOLE: Effort = { experiments: 1500, isPart: false };
export const PART: Effort = { experiments: 300, isPart: true };

/** Standard deviations by which a simulated rate may miss its target by chance. */
const TOLERANCE = 3;

/**
 * @param share Found in this many experiments; 0 for a number that is computed exactly.
 */
export function toCheck(
  { check, cell, share }: { check: string; cell: string; share: number },
  { low = 0, high = 1 }: { low?: number; high?: number },
  experiments: number,
): StatisticsCheck {
  const spread = (at: number) =>
    experiments === 0 ? 0 : TOLERANCE * Math.sqrt((at * (1 - at)) / experiments);
  const isMet = share >= low - spread(low) && share <= high + spread(high);
  return { check, cell, value: share, target: { low, high }, isMet };
}
