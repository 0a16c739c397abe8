/** One cell of a confusion matrix, ready to be drawn. */
export interface GridCell {
  readonly truth: number;
  readonly predicted: number;
  readonly count: number;
  /** Of the images of the true class, in [0, 1]; null where the class has no image. */
  readonly share: number | null;
  readonly correct: boolean;
  /** How strong its colour is, in [0, 1], on the one scale that every matrix shares: the share itself. */
  readonly heat: number;
  /** Which images these are, in words. */
  readonly meaning: string;
}

export interface GridRow {
  readonly name: string;
  /** Images of this class. */
  readonly support: number;
  /** Part of them that was recognised; null where there is none. */
  readonly recall: number | null;
  readonly cells: readonly GridCell[];
}

/**
 * A confusion matrix as rows of cells.
 *
 * Heat is the share of the true class, so a colour means the same in every matrix and for every class,
 * however many images it has.
 *
 * @param counts Shape [k, k], rows = true class, columns = predicted class.
 * @param supports Images of each class, where the matrix is a part of a larger one; default: the sums of its rows.
 */
export function prepareGrid(
  counts: readonly (readonly number[])[],
  classNames: readonly string[],
  supports?: readonly number[],
): GridRow[] {
  return counts.map((row, truth) => {
    const support = supports?.[truth] ?? row.reduce((sum, count) => sum + count, 0);
    const name = classNames[truth] ?? `class ${truth}`;
    const share = (count: number) => (support === 0 ? null : count / support);
    return {
      name,
      support,
      recall: share(row[truth] ?? 0),
      cells: row.map((count, predicted) => {
        const part = share(count);
        const as = classNames[predicted] ?? `class ${predicted}`;
        return {
          truth,
          predicted,
          count,
          share: part,
          correct: truth === predicted,
          heat: part ?? 0,
          meaning: truth === predicted ? `${name}, recognised` : `${name}, taken for ${as}`,
        };
      }),
    };
  });
}
