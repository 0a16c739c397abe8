import { percent, plural, roundPercent } from "@graft/core/analysis/format";
import type { ReactNode } from "react";
import {
  type CellMoves,
  type GridCell,
  prepareDifference,
  prepareGrid,
  prepareMap,
} from "./matrix.ts";

/** The text of a cell. */
type CellContent = "both" | "count" | "percent";

/**
 * A confusion matrix as a table: rows are true classes, columns predicted ones.
 *
 * Blue cells are right, orange ones wrong; how strong is the share of the true class, on one scale everywhere.
 * With `onSelect` every cell is a button that picks itself, or clears the selection when picked again; with
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
  /** Describes the table to screen readers. */
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

/**
 * How one confusion matrix changes into another of the same images, as a table of the same form.
 *
 * Blue cells change for the better, orange ones for the worse; how strong is the change as a share of the true
 * class. With `onSelect` every cell is a button that picks itself, or clears the selection when picked again.
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
  /** Describes the table to screen readers. */
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

/**
 * An overview of a confusion matrix of many classes: too small to read, but it shows how much is off the diagonal, and
 * where. Colours are those of the grid.
 */
export function ConfusionMap({ counts }: { counts: readonly (readonly number[])[] }) {
  const size = counts.length;
  const total = counts.flat().reduce((sum, count) => sum + count, 0);
  const right = counts.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
  return (
    <svg
      aria-label={`Confusion matrix of all ${plural(size, "class", "classes")}: ${right.toLocaleString("en-GB")} of ${plural(total, "image")} on the diagonal`}
      className="aspect-square w-full max-w-96 rounded-sm bg-sunken"
      role="img"
      shapeRendering="crispEdges"
      viewBox={`0 0 ${size} ${size}`}
    >
      {prepareMap(counts).map(({ correct, heat, path }) => (
        <path
          className={correct ? "fill-heat-hit" : "fill-miss"}
          d={path}
          fillOpacity={correct ? heat : 0.4 + 0.6 * heat}
          key={`${correct} ${heat}`}
        />
      ))}
    </svg>
  );
}

const STEPS = [0.05, 0.25, 0.5, 0.75, 1];

/** The legend of a confusion matrix. */
export function HeatLegend() {
  return (
    <p className="flex flex-wrap items-center gap-x-5 gap-y-1 text-muted text-xs">
      <Ramp className="fill-heat-hit" name="correct" />
      <Ramp className="fill-heat-miss" name="misclassified" />
      <span>stronger colour: larger share of the true class, on one scale in every matrix</span>
    </p>
  );
}

function Ramp({ className, name }: { className: string; name: string }) {
  return (
    <span className="inline-flex items-center gap-2">
      <svg aria-hidden="true" className="rounded-xs bg-sunken" height="12" width="70">
        {STEPS.map((step, index) => (
          <rect
            className={className}
            fillOpacity={step}
            height="12"
            key={step}
            width="14"
            x={14 * index}
          />
        ))}
      </svg>
      {name}
    </span>
  );
}

export interface CellRef {
  readonly truth: number;
  readonly predicted: number;
}

/** A square table of classes by classes: rows are true classes, columns predicted ones. */
export function GridTable<Cell extends CellRef>({
  rows,
  classNames,
  caption,
  size = "h-14 min-w-14",
  renderCell,
}: {
  rows: readonly {
    readonly name: string;
    /** Images of this class. */
    readonly support: number;
    readonly cells: readonly Cell[];
  }[];
  classNames: readonly string[];
  /** Describes the table to screen readers. */
  caption: string;
  /** Classes of the least height and width of a cell. */
  size?: string;
  renderCell: (cell: Cell) => ReactNode;
}) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-separate border-spacing-1 text-sm tabular-nums">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <td className="w-px pr-1 pb-1 text-right align-bottom text-faint text-xs">
              <span className="inline-block whitespace-nowrap">true ↓</span>{" "}
              <span className="inline-block whitespace-nowrap">predicted →</span>
            </td>
            {classNames.map((name) => (
              // No width of its own: the cells decide how wide a column is, and a long name takes two lines.
              <th
                className="max-w-0 px-0.5 pb-1 align-bottom font-medium text-xs"
                key={name}
                scope="col"
                title={name}
              >
                <span className="line-clamp-2 break-words">{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th
                className="max-w-28 pr-1 text-right font-medium text-xs"
                scope="row"
                title={`${row.name}: ${row.support} images`}
              >
                <span className="line-clamp-2 break-words">{row.name}</span>
              </th>
              {row.cells.map((cell) => (
                <td className={`${size} p-0`} key={cell.predicted}>
                  {renderCell(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The component for links: a plain link, or one that keeps the scroll position. */
export type Anchor = (props: {
  href: string;
  className: string;
  "aria-current"?: "true" | undefined;
  children: ReactNode;
}) => ReactNode;

const PlainAnchor: Anchor = ({ children, ...props }) => <a {...props}>{children}</a>;

/**
 * The inside of a cell: its text on a colour. With `href` it is a link to its images; with `onSelect`
 * a button that picks its cell, or clears the selection when picked again.
 */
export function GridCellBox({
  cell,
  fill,
  heat,
  meaning,
  selected = null,
  onSelect,
  href = null,
  anchor: Link = PlainAnchor,
  children,
}: {
  cell: CellRef;
  /** Class of the colour's fill. */
  fill: string;
  /** How strong the colour is, in [0, 1]. */
  heat: number;
  /** Which images these are, in words. */
  meaning: string;
  selected?: CellRef | null | undefined;
  onSelect?: ((cell: CellRef | null) => void) | undefined;
  href?: string | null;
  anchor?: Anchor | undefined;
  children: ReactNode;
}) {
  const { truth, predicted } = cell;
  const picked = selected?.truth === truth && selected.predicted === predicted;
  const body = (
    <>
      <svg aria-hidden="true" className="absolute inset-0 size-full">
        <rect className={fill} fillOpacity={heat} height="100%" width="100%" />
      </svg>
      {children}
      {onSelect || href !== null ? (
        <span className="sr-only">{meaning}: show these images</span>
      ) : null}
    </>
  );
  const look =
    "relative flex size-full flex-col items-center justify-center overflow-hidden rounded-sm bg-sunken text-ink";
  const action = `${look} outline-offset-1 hover:outline-2 hover:outline-line-strong`;
  if (href !== null) {
    return (
      <Link
        aria-current={picked ? "true" : undefined}
        className={`${action} aria-[current]:outline-2 aria-[current]:outline-ink`}
        href={href}
      >
        {body}
      </Link>
    );
  }
  if (!onSelect) return <div className={look}>{body}</div>;
  return (
    <button
      aria-pressed={picked}
      className={`${action} aria-pressed:outline-2 aria-pressed:outline-ink`}
      onClick={() => onSelect(picked ? null : { truth, predicted })}
      type="button"
    >
      {body}
    </button>
  );
}

/** A count with a note below it. */
export function CountAndNote({ count, note }: { count: string; note: string }) {
  return (
    <>
      <span className="relative font-semibold text-base leading-5">{count}</span>
      <span className="relative text-xs leading-4">{note}</span>
    </>
  );
}
