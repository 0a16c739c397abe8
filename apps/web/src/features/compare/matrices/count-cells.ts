import type { CellMoves } from "@graft/ui/prepare-difference";
import type { AlignedImage } from "../align-images.ts";

/**
 * The confusion matrix of one run.
 *
 * @param run Its position.
 * @param classes Its classes, as positions in the list of all, in the order to show.
 * @returns Shape [k, k], rows = true class.
 */
export function countCells(
  images: readonly AlignedImage[],
  run: number,
  classes: readonly number[],
): number[][] {
  const counts = emptyMatrix(classes.length, () => 0);
  for (const { truth, predicted } of images) {
    const said = predicted[run] ?? null;
    const row = said === null ? undefined : counts[classes.indexOf(truth)];
    if (row && said !== null) row[classes.indexOf(said)]! += 1;
  }
  return counts;
}

/** Two runs, by their positions. */
export interface RunPair {
  readonly a: number;
  readonly b: number;
}

/**
 * What changes from the confusion matrix of A to that of B, on the images of both: for each cell, how many
 * images are in it for B alone and for A alone.
 *
 * @returns Shape [k, k], rows = true class.
 */
export function countMoves(
  images: readonly AlignedImage[],
  { a, b }: RunPair,
  numClasses: number,
): CellMoves[][] {
  const moves = emptyMatrix(numClasses, () => ({ entered: 0, left: 0, stayed: 0 }));
  for (const { truth, predicted } of images) {
    const [from, to] = [predicted[a] ?? null, predicted[b] ?? null];
    if (from === null || to === null) continue;
    const row = moves[truth]!;
    if (from === to) row[from]!.stayed += 1;
    else {
      row[from]!.left += 1;
      row[to]!.entered += 1;
    }
  }
  return moves;
}

function emptyMatrix<Cell>(size: number, cell: () => Cell): Cell[][] {
  return Array.from({ length: size }, () => Array.from({ length: size }, cell));
}
