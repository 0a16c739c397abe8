/** How the images of one cell change between two confusion matrices of the same images. */
export interface CellMoves {
  /** In it for the second matrix alone. */
  readonly entered: number;
  /** In it for the first matrix alone. */
  readonly left: number;
  /** In it for both. */
  readonly stayed: number;
}

/** One cell of the difference of two confusion matrices, ready to be drawn. */
export interface DifferenceCell {
  readonly truth: number;
  readonly predicted: number;
  readonly entered: number;
  readonly left: number;
  /** The change of the count, with its sign. */
  readonly text: string;
  /** More on the diagonal and less beside it is better. */
  readonly side: "better" | "worse" | "same";
  /** How strong its colour is, in [0, 1]: the change as a share of the true class. */
  readonly heat: number;
  /** What changed, in words. */
  readonly meaning: string;
}

export interface DifferenceRow {
  readonly name: string;
  readonly support: number;
  readonly cells: readonly DifferenceCell[];
}

/**
 * The difference of two confusion matrices as rows of cells.
 *
 * @param moves Shape [k, k], rows = true class, columns = predicted class.
 */
export function prepareDifference(
  moves: readonly (readonly CellMoves[])[],
  classNames: readonly string[],
): DifferenceRow[] {
  return moves.map((row, truth) => {
    const name = classNames[truth] ?? `class ${truth}`;
    const support = row.reduce((sum, { entered, stayed }) => sum + entered + stayed, 0);
    return {
      name,
      support,
      cells: row.map(({ entered, left }, predicted) => {
        const change = entered - left;
        const as = classNames[predicted] ?? `class ${predicted}`;
        const cell = truth === predicted ? `${name}, recognised` : `${name}, taken for ${as}`;
        return {
          truth,
          predicted,
          entered,
          left,
          text: change === 0 ? "0" : `${change > 0 ? "+" : "−"}${Math.abs(change)}`,
          side: sideOf(change, truth === predicted),
          heat: support === 0 ? 0 : Math.abs(change) / support,
          meaning: `${cell}: ${entered} more, ${left} fewer`,
        };
      }),
    };
  });
}

function sideOf(change: number, diagonal: boolean): DifferenceCell["side"] {
  if (change === 0) return "same";
  return change > 0 === diagonal ? "better" : "worse";
}
