/** Cells of one colour and strength, as one path of unit squares. */
export interface MapLayer {
  readonly correct: boolean;
  /** In (0, 1]. */
  readonly heat: number;
  readonly path: string;
}

/** So many strengths can be told apart. */
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
