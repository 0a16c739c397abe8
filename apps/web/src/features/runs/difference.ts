import { significant } from "@graft/core/analysis/format";
import type { RunTableRow } from "@graft/db";

/**
 * How a value differs from the baseline's, ready to be read. Whether a difference in accuracy is more than chance takes
 * the answers to each image, which a table of all runs does not have: the comparison of the runs judges it.
 */
export interface Difference {
  readonly text: string;
  /** Null where neither more nor less is better. */
  readonly better: boolean | null;
}

/**
 * A difference in accuracy in percentage points: "+2.0".
 *
 * Null for the baseline itself, and where one of the two was not tested.
 */
export function accuracyDifference(run: RunTableRow, baseline: RunTableRow): Difference | null {
  if (run.id === baseline.id || run.accuracy === null || baseline.accuracy === null) return null;
  const points = (run.accuracy - baseline.accuracy) * 100;
  return { ...signed(points, (size) => size.toFixed(1)), better: null };
}

/** How many times as long a run took: "×0.25"; less is better. */
export function durationDifference(run: RunTableRow, baseline: RunTableRow): Difference | null {
  if (run.id === baseline.id || run.seconds === null || !baseline.seconds) return null;
  const ratio = run.seconds / baseline.seconds;
  return {
    text: `×${significant(ratio, 2)}`,
    better: Math.abs(ratio - 1) < 0.05 ? null : ratio < 1,
  };
}

/** The difference of a setting or metric, where both are numbers. Whether more is better nobody knows. */
export function extraDifference(
  column: string,
  run: RunTableRow,
  baseline: RunTableRow,
): Difference | null {
  const [mine, theirs] = [run.extra[column], baseline.extra[column]];
  if (run.id === baseline.id || typeof mine !== "number" || typeof theirs !== "number") return null;
  return { ...signed(mine - theirs, (size) => significant(size, 2)), better: null };
}

function signed(value: number, format: (size: number) => string): Difference {
  const size = format(Math.abs(value));
  if (Number(size) === 0) return { text: "±0", better: null };
  return { text: `${value > 0 ? "+" : "−"}${size}`, better: value > 0 };
}
