import { percent } from "@graft/core/analysis/format";
import { type CellMoves, prepareDifference, prepareGrid } from "./matrix.ts";
import { type ChartPalette, clip, DrawingFrame, HEAD, paint } from "./standalone.tsx";

interface DrawnCell {
  readonly text: string;
  /** Below the text; empty for none. */
  readonly note: string;
  /** Token of its colour. */
  readonly token: string;
  /** How strong the colour is, in [0, 1]. */
  readonly heat: number;
}

/** A square grid of classes by classes: rows are true classes, columns predicted ones. */
export interface DrawnGrid {
  readonly title: string;
  readonly classNames: readonly string[];
  /** Shape [k, k]. */
  readonly cells: readonly (readonly DrawnCell[])[];
}

/** More classes than this get small cells without notes. */
const FEW_CLASSES = 8;
const LABELS = { left: 120, top: 48 };
const GAP = 24;
const GRIDS_PER_ROW = 3;

/** Confusion matrices, or differences of them, beside each other as one SVG file. */
export function GridDrawing({
  title,
  grids,
  palette,
}: {
  title: string;
  /** One or more, of the same number of classes. */
  grids: readonly DrawnGrid[];
  palette: ChartPalette;
}) {
  const numClasses = Math.max(1, ...grids.map(({ classNames }) => classNames.length));
  const few = numClasses <= FEW_CLASSES;
  const cell = few ? { width: 76, height: 52 } : { width: 34, height: 24 };
  const perRow = few ? Math.min(GRIDS_PER_ROW, grids.length) : 1;
  const width = LABELS.left + cell.width * numClasses + GAP;
  const height = LABELS.top + cell.height * numClasses + GAP;
  return (
    <DrawingFrame
      height={HEAD + height * Math.ceil(grids.length / perRow)}
      palette={palette}
      sentence={grids.map((grid) => grid.title).join(", ")}
      title={title}
      width={width * perRow}
    >
      {grids.map((grid, i) => (
        <g
          key={grid.title}
          transform={`translate(${width * (i % perRow)} ${HEAD + height * Math.floor(i / perRow)})`}
        >
          <Grid cell={cell} few={few} grid={grid} palette={palette} />
        </g>
      ))}
    </DrawingFrame>
  );
}

function Grid({
  grid: { title, classNames, cells },
  cell: { width, height },
  few,
  palette,
}: {
  grid: DrawnGrid;
  cell: { width: number; height: number };
  few: boolean;
  palette: ChartPalette;
}) {
  const ink = paint(palette, "--ink");
  const most = few ? 11 : 5;
  return (
    <>
      <text fill={ink} fontWeight="600" x="12" y="14">
        {title}
      </text>
      <text fill={paint(palette, "--faint")} fontSize="11" x="12" y={LABELS.top - 8}>
        true ↓ predicted →
      </text>
      <g transform={`translate(${LABELS.left} ${LABELS.top})`}>
        {classNames.map((name, i) => (
          <g key={name}>
            <text
              fill={ink}
              fontSize={few ? 11 : 9}
              textAnchor="middle"
              x={width * (i + 0.5)}
              y="-8"
            >
              {clip(name, most)}
            </text>
            <text fill={ink} fontSize="11" textAnchor="end" x="-8" y={height * (i + 0.5) + 4}>
              {clip(name, 15)}
            </text>
          </g>
        ))}
        {cells.flatMap((row, truth) =>
          row.map(({ text, note, token, heat }, predicted) => (
            // oxlint-disable-next-line react/no-array-index-key -- its place is what a cell is
            <g
              key={`${truth} ${predicted}`}
              transform={`translate(${width * predicted} ${height * truth})`}
            >
              <rect
                fill={paint(palette, "--sunken")}
                height={height - 3}
                rx="2"
                width={width - 3}
              />
              <rect
                fill={paint(palette, token)}
                fillOpacity={heat}
                height={height - 3}
                rx="2"
                width={width - 3}
              />
              <text
                fill={ink}
                fontSize={few ? 14 : 10}
                fontWeight="600"
                textAnchor="middle"
                x={width / 2 - 1.5}
                y={height / 2 + (few && note !== "" ? -1 : 3)}
              >
                {text}
              </text>
              {few && note !== "" ? (
                <text
                  fill={ink}
                  fontSize="11"
                  textAnchor="middle"
                  x={width / 2 - 1.5}
                  y={height / 2 + 14}
                >
                  {note}
                </text>
              ) : null}
            </g>
          )),
        )}
      </g>
    </>
  );
}

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
