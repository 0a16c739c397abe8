import { wilsonInterval } from "@graft/core/analysis/stats";
import type { Estimate } from "@graft/ui/prepare-axis";

/** An accuracy with its Wilson 95% interval; null where there is nothing to estimate it from. */
export function estimateAccuracy(accuracy: number | null, numTest: number): Estimate | null {
  if (accuracy === null || numTest === 0) return null;
  return { value: accuracy, ...wilsonInterval(Math.round(accuracy * numTest), numTest) };
}
