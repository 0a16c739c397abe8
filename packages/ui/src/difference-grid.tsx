import { type CellRef, CountAndNote, GridCellBox, GridTable } from "./grid-table.tsx";
import { type CellMoves, prepareDifference } from "./prepare-difference.ts";

/**
 * How one confusion matrix changes into another of the same images, as a table of the same form.
 *
 * Blue cells change for the better, orange ones for the worse; how strong is the change as a share of the true
 * class. With `onSelect` every cell is a button that picks itself, or lets go of itself when picked again.
 */
export function DifferenceGrid({
  moves,
  classNames,
  caption,
  selected,
  onSelect,
}: {
  moves: readonly (readonly CellMoves[])[];
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
          fill={cell.side === "worse" ? "fill-heat-miss" : "fill-heat-hit"}
          heat={cell.heat}
          meaning={cell.meaning}
          onSelect={onSelect}
          selected={selected}
        >
          <CountAndNote count={cell.text} note={`${cell.entered} in, ${cell.left} out`} />
        </GridCellBox>
      )}
      rows={prepareDifference(moves, classNames)}
    />
  );
}
