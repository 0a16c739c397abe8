import type { PairComparison } from "./compare-pair.ts";
import { SIGNIFICANT } from "./holm.ts";

/**
 * A comparison in one plain sentence: what differs, and whether it could be chance.
 *
 * @param comparison Two runs on the same images.
 * @param corrected The p-value after correction over `numPairs` pairs; left out for one pair.
 */
export function verdict(
  comparison: PairComparison,
  corrected: { pValue: number; numPairs: number } = { pValue: comparison.pValue, numPairs: 1 },
): string {
  const { nameA, nameB, total, both, onlyA, onlyB, difference } = comparison;
  const images = total === 1 ? "1 image" : `${total} images`;
  if (onlyA + onlyB === 0) {
    return `${nameB} and ${nameA} are ${sameImages(both, images, total)}; nothing tells them apart.`;
  }
  const pairs = corrected.numPairs > 1 ? `, corrected for ${corrected.numPairs} pairs` : "";
  const p = `(${formatPValue(corrected.pValue)}${pairs})`;
  if (difference === 0) {
    return `${nameB} and ${nameA} tie: both right on ${both + onlyB} of ${images}, each on ${onlyA} where the other is wrong ${p}.`;
  }
  const direction = difference > 0 ? "higher" : "lower";
  const lead = `${nameB} is ${formatPoints(Math.abs(difference))} ${direction} than ${nameA}`;
  const chance =
    corrected.pValue < SIGNIFICANT ? "this is unlikely to be chance" : "this could be chance";
  return `${lead}; with ${images} ${chance} ${p}.`;
}

function sameImages(both: number, images: string, total: number): string {
  if (total === 1) return `both ${both === 1 ? "right" : "wrong"} on the only image`;
  if (both === total) return `both right on all ${images}`;
  return both === 0 ? `both wrong on all ${images}` : `right on the same ${both} of ${images}`;
}

/** A p-value for reading: "p < 0.001", "p = 0.049", "p = 0.69", "p = 1". */
export function formatPValue(p: number): string {
  if (p < 0.001) return "p < 0.001";
  if (p >= 0.995) return "p = 1";
  // Three decimals where the common levels lie, so that 0.049 is not printed as 0.05.
  return `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

/** A difference of accuracies in percentage points: "2 points", "1 point", "0.3 points". */
export function formatPoints(difference: number): string {
  const points = Number((100 * difference).toFixed(1));
  if (points === 0) return "less than 0.1 points";
  return points === 1 ? "1 point" : `${points} points`;
}
