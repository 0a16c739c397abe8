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
  /** Share of them that is classified correctly; null if there is none. */
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
          meaning: truth === predicted ? `${name}, correct` : `${name} predicted as ${as}`,
        };
      }),
    };
  });
}

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
  /** The change in words. */
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
        const cell = truth === predicted ? `${name}, correct` : `${name} predicted as ${as}`;
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

/** Cells of one colour and strength, as one path of unit squares. */
export interface MapLayer {
  readonly correct: boolean;
  /** In (0, 1]. */
  readonly heat: number;
  readonly path: string;
}

/** Strengths that can be told apart. */
const LEVELS = 8;

/**
 * A confusion matrix of many classes as layers of unit squares: a path per strength, whatever the number of classes.
 * Heat is the share of the true class, as in `prepareGrid`, to the next of eight levels; empty cells are left out.
 *
 * @param counts Shape [k, k], rows = true class, columns = predicted class.
 * @returns The weakest first.
 */
export function prepareMap(counts: readonly (readonly number[])[]): MapLayer[] {
  const paths = new Map<string, { correct: boolean; level: number; path: string }>();
  for (const [truth, row] of counts.entries()) {
    const support = row.reduce((sum, count) => sum + count, 0);
    for (const [predicted, count] of row.entries()) {
      if (count === 0) continue;
      const level = Math.ceil((LEVELS * count) / support);
      const correct = truth === predicted;
      const layer = paths.get(`${correct} ${level}`) ?? { correct, level, path: "" };
      layer.path += `M${predicted} ${truth}h1v1h-1z`;
      paths.set(`${correct} ${level}`, layer);
    }
  }
  return [...paths.values()]
    .sort((a, b) => a.level - b.level)
    .map(({ correct, level, path }) => ({ correct, heat: level / LEVELS, path }));
}
