import { ratio } from "./class-scores.ts";
import { marginals } from "./one-vs-rest.ts";

/**
 * Cohen's kappa: how much of the agreement beyond chance there is, (po - pe) / (1 - pe) with
 * po the accuracy and pe = Σ_k (row_k / N)(column_k / N).
 *
 * @param counts Shape [numClasses, numClasses]: true class by predicted class.
 * @returns At most 1; 0 is chance; null where chance alone agrees always.
 * @see Cohen 1960, doi:10.1177/001316446002000104.
 */
export function cohenKappa(counts: readonly (readonly number[])[]): number | null {
  return beyondChance(counts, (row, column) => row * column);
}

/**
 * Scott's pi: as Cohen's kappa, but with the chance of both having one distribution,
 * pe = Σ_k ((row_k + column_k) / 2N)².
 *
 * @param counts Shape [numClasses, numClasses]: true class by predicted class.
 * @returns At most 1; null where chance alone agrees always.
 * @see Scott 1955, doi:10.1086/266577.
 */
export function scottPi(counts: readonly (readonly number[])[]): number | null {
  return beyondChance(counts, (row, column) => ((row + column) / 2) ** 2);
}

function beyondChance(
  counts: readonly (readonly number[])[],
  chanceOf: (row: number, column: number) => number,
): number | null {
  const { ofTruth, ofPrediction, total, hits } = marginals(counts);
  // Times N², so that the comparison with 0 is between whole numbers.
  const chance = ofTruth.reduce((sum, row, k) => sum + chanceOf(row, ofPrediction[k]!), 0);
  return ratio(hits * total - chance, total * total - chance);
}

/**
 * Matthews correlation over all classes (R_K).
 *
 * @param counts Shape [numClasses, numClasses]: true class by predicted class.
 * @returns In [-1, 1]; null where truth or prediction is one class throughout.
 * @see Gorodkin 2004, doi:10.1016/j.compbiolchem.2004.09.006.
 */
export function matthewsCorrelation(counts: readonly (readonly number[])[]): number | null {
  const { ofTruth, ofPrediction, total, hits } = marginals(counts);
  const cross = ofTruth.reduce((sum, row, k) => sum + row * ofPrediction[k]!, 0);
  const spread = (sums: number[]) => total * total - sums.reduce((sum, x) => sum + x * x, 0);
  return ratio(hits * total - cross, Math.sqrt(spread(ofTruth) * spread(ofPrediction)));
}
