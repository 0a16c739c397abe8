import { percent } from "./format.ts";
import { type CellRef, GridCellBox, GridTable } from "./grid-table.tsx";
import { prepareGrid } from "./prepare-grid.ts";

/**
 * A confusion matrix as a table: rows are true classes, columns predicted ones.
 *
 * Blue cells are right, orange ones wrong; how strong is the share of the true class, on one scale everywhere.
 * With `onSelect` every cell is a button that picks itself, or lets go of itself when picked again.
 */
export function ConfusionGrid({
  counts,
  classNames,
  caption,
  selected = null,
  onSelect,
}: {
  counts: readonly (readonly number[])[];
  classNames: readonly string[];
  /** What the table is, for those who cannot see its surroundings. */
  caption: string;
  selected?: CellRef | null;
  onSelect?: (cell: CellRef | null) => void;
}) {
  return (
    <GridTable
      caption={caption}
      classNames={classNames}
      renderCell={(cell) => (
        <GridCellBox
          cell={cell}
          fill={cell.correct ? "fill-heat-hit" : "fill-heat-miss"}
          heat={cell.heat}
          meaning={cell.meaning}
          note={cell.share === null ? "–" : percent(cell.share)}
          onSelect={onSelect}
          selected={selected}
          text={String(cell.count)}
        />
      )}
      rows={prepareGrid(counts, classNames)}
    />
  );
}
