import { percent } from "@graft/core/analysis/format";
import type { DrawnGrid } from "@graft/ui/grid-drawing";
import { type CellMoves, prepareDifference } from "@graft/ui/prepare-difference";
import { prepareGrid } from "@graft/ui/prepare-grid";

/** A confusion matrix as it is drawn for a file. */
export function drawnMatrix(
  title: string,
  { counts, classNames }: { counts: readonly (readonly number[])[]; classNames: readonly string[] },
): DrawnGrid {
  return {
    title,
    classNames,
    cells: prepareGrid(counts, classNames).map(({ cells }) =>
      cells.map(({ count, share, correct, heat }) => ({
        text: String(count),
        note: share === null ? "" : percent(share),
        token: correct ? "--heat-hit" : "--heat-miss",
        heat,
      })),
    ),
  };
}

/** How one confusion matrix changes into another, as it is drawn for a file. */
export function drawnDifference(
  title: string,
  {
    moves,
    classNames,
  }: { moves: readonly (readonly CellMoves[])[]; classNames: readonly string[] },
): DrawnGrid {
  return {
    title,
    classNames,
    cells: prepareDifference(moves, classNames).map(({ cells }) =>
      cells.map(({ text, entered, left, side, heat }) => ({
        text,
        note: `${entered} in, ${left} out`,
        token: side === "worse" ? "--heat-miss" : "--heat-hit",
        heat,
      })),
    ),
  };
}
