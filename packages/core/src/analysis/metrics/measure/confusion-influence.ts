import { type MeasureContext, withConfusion } from "./measure-context.ts";

/** How much one image of a cell of the confusion matrix counts in a measurement: of its true and its predicted class. */
export interface Influence {
  /** N times the change of the measurement per image, shape [numClasses, numClasses]; of cells that hold images. */
  readonly of: (truth: number, predicted: number) => number;
}

/** An image more, as a part of one: small enough for a derivative, large enough for its digits. */
const STEP = 1e-3;

/**
 * The influence of each image on a measurement that depends on the confusion matrix through its diagonal, its row
 * sums and its column sums, as all of ours do: then the influence of an error of class i taken for j is that of its
 * row plus that of its column, and three evaluations per class are enough.
 *
 * @see Hampel 1974, doi:10.1080/01621459.1974.10482962.
 */
export function confusionInfluence(
  context: MeasureContext,
  measure: (context: MeasureContext) => number | null,
): Influence | null {
  const { numClasses } = context;
  const counts = context.confusion();
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const plain = measure(context);
  if (plain === null) return null;
  const change = (truth: number, predicted: number): number => {
    const moved = counts.map((row, i) => (i === truth ? row.slice() : row));
    moved[truth]![predicted]! += STEP;
    const value = measure(withConfusion(context, moved));
    return ((value ?? plain) - plain) * (total / STEP);
  };
  const right = counts.map((_, k) => change(k, k));
  const { rows, columns } = errorInfluence(numClasses, { change, counts });
  return { of: (i, j) => (i === j ? right[i]! : rows[i]! + columns[j]!) };
}

/** Of the errors, as a sum of rows and columns; measured where columns hold most images. */
function errorInfluence(
  numClasses: number,
  { change, counts }: { change: (i: number, j: number) => number; counts: readonly number[][] },
): { rows: Float64Array; columns: Float64Array } {
  const rows = new Float64Array(numClasses);
  const columns = new Float64Array(numClasses);
  const taken = counts.map((_, j) => counts.reduce((sum, row) => sum + row[j]!, 0));
  const order = taken.map((_, k) => k).sort((a, b) => taken[b]! - taken[a]!);
  const [first, second, third] = order;
  if (first === undefined || second === undefined) return { rows, columns };
  // Only sums of a row and a column are seen: the first column is the zero.
  for (let i = 0; i < numClasses; i++) if (i !== first) rows[i] = change(i, first);
  for (let j = 0; j < numClasses; j++) {
    if (j !== first && j !== second) columns[j] = change(second, j) - rows[second]!;
  }
  if (third !== undefined) columns[second] = change(third, second) - rows[third]!;
  rows[first] = change(first, second) - columns[second]!;
  return { rows, columns };
}
