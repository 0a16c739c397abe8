import { correctedInterval, holm, type RepeatedSplits } from "../stats/index.ts";
import type { ClassGain } from "./class-gains.ts";

/**
 * The mean gain of each class over repeated splits, in the order of the labels. The splits share pictures, so
 * whether a gain is more than chance is judged by Nadeau and Bengio's corrected test, Holm-corrected over the classes.
 *
 * @param splits The gains of each split, one or more; a class without test pictures on a split is left out of it.
 * @returns `total` counts the test pictures of all splits. Where a class is on one split only, or its gain is the
 *   same on all, nothing is known of the spread and its p-value is 1.
 * @throws {AppError} As `correctedInterval`.
 */
export function meanClassGains(
  splits: readonly (readonly ClassGain[])[],
  sizes: RepeatedSplits,
): ClassGain[] {
  const labels = [...new Set(splits.flat().map(({ label }) => label))].sort((a, b) => a - b);
  const means = labels.map((label) => {
    const own = splits.flatMap((gains) => gains.filter((gain) => gain.label === label));
    const mean = (valueOf: (gain: ClassGain) => number) =>
      own.reduce((sum, gain) => sum + valueOf(gain), 0) / own.length;
    const { mean: gain, pValue } = correctedInterval(
      own.map((one) => one.gain),
      sizes,
    );
    return {
      label,
      gain,
      pValue: pValue ?? 1,
      total: own.reduce((sum, { total }) => sum + total, 0),
      without: mean((one) => one.without),
      with: mean((one) => one.with),
    };
  });
  const corrected = holm(means.map(({ pValue }) => pValue));
  return means.map((mean, i) => ({ ...mean, correctedPValue: corrected[i]! }));
}
