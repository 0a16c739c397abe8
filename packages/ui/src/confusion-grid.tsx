import { percent, roundPercent } from "@graft/core/analysis/format";
import { type Anchor, type CellRef, CountAndNote, GridCellBox, GridTable } from "./grid-table.tsx";
import { type GridCell, prepareGrid } from "./prepare-grid.ts";

export type { CellRef };

/** What stands in a cell. */
type CellContent = "both" | "count" | "percent";

/**
 * A confusion matrix as a table: rows are true classes, columns predicted ones.
 *
 * Blue cells are right, orange ones wrong; how strong is the share of the true class, on one scale everywhere.
 * With `onSelect` every cell is a button that picks itself, or lets go of itself when picked again; with
 * `addressOf` it is a link to its images.
 */
export function ConfusionGrid({
  counts,
  classNames,
  caption,
  selected,
  onSelect,
  addressOf,
  content = "both",
  supports,
  anchor,
}: {
  counts: readonly (readonly number[])[];
  classNames: readonly string[];
  /** What the table is, for those who cannot see its surroundings. */
  caption: string;
  selected?: CellRef | null;
  onSelect?: (cell: CellRef | null) => void;
  addressOf?: (cell: CellRef) => string;
  content?: CellContent;
  /** Images of each class, where the matrix is a part of a larger one. */
  supports?: readonly number[];
  anchor?: Anchor;
}) {
  return (
    <GridTable
      caption={caption}
      classNames={classNames}
      renderCell={(cell) => (
        <GridCellBox
          anchor={anchor}
          cell={cell}
          fill={cell.correct ? "fill-heat-hit" : "fill-heat-miss"}
          heat={cell.heat}
          href={addressOf && cell.count > 0 ? addressOf(cell) : null}
          meaning={cell.meaning}
          onSelect={onSelect}
          selected={selected}
        >
          <CellText cell={cell} content={content} />
        </GridCellBox>
      )}
      rows={prepareGrid(counts, classNames, supports)}
      size={content === "both" ? "h-14 min-w-14" : "h-10 min-w-12"}
    />
  );
}

function CellText({ cell: { count, share }, content }: { cell: GridCell; content: CellContent }) {
  if (content === "percent") {
    // An empty cell says nothing: among many classes most are.
    const text = share === null ? "–" : roundPercent(share);
    return <span className="relative text-sm">{count === 0 && share !== null ? "" : text}</span>;
  }
  if (content === "count") {
    return <span className={`relative text-sm ${count === 0 ? "text-faint" : ""}`}>{count}</span>;
  }
  return <CountAndNote count={String(count)} note={share === null ? "–" : percent(share)} />;
}
