import type { ReactNode } from "react";
import { percent, roundPercent } from "./format.ts";
import { type GridCell, prepareGrid } from "./prepare-grid.ts";

export interface CellRef {
  readonly truth: number;
  readonly predicted: number;
}

/** What follows an address: a plain link, or one that keeps the rest of the page. */
export type Anchor = (props: {
  href: string;
  className: string;
  "aria-current"?: "true" | undefined;
  children: ReactNode;
}) => ReactNode;

/** What stands in a cell. */
type CellContent = "both" | "count" | "percent";

const PlainAnchor: Anchor = ({ children, ...props }) => <a {...props}>{children}</a>;

/**
 * A confusion matrix as a table: rows are true classes, columns predicted ones.
 *
 * Blue cells are right, orange ones wrong; how strong is the share of the true class, on one scale everywhere.
 * With `onSelect` every cell is a button that picks itself, or lets go of itself when picked again; with
 * `addressOf` it is a link to its pictures.
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
  anchor = PlainAnchor,
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
  const size = content === "both" ? "h-14 min-w-14" : "h-10 min-w-12";
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-separate border-spacing-1 text-sm tabular-nums">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            <td className="w-px whitespace-nowrap pr-1 align-bottom text-faint text-xs">
              true ↓ predicted →
            </td>
            {classNames.map((name) => (
              <th
                className="max-w-32 truncate px-1 pb-1 font-medium text-xs"
                key={name}
                scope="col"
                title={name}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {prepareGrid(counts, classNames, supports).map((row) => (
            <tr key={row.name}>
              <th
                className="max-w-32 truncate pr-1 text-right font-medium text-xs"
                scope="row"
                title={`${row.name}: ${row.support} images`}
              >
                {row.name}
              </th>
              {row.cells.map((cell) => (
                <td className={`${size} p-0`} key={cell.predicted}>
                  <Cell
                    addressOf={addressOf}
                    anchor={anchor}
                    cell={cell}
                    content={content}
                    onSelect={onSelect}
                    selected={selected}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({
  cell,
  selected,
  onSelect,
  addressOf,
  content,
  anchor: Link,
}: {
  cell: GridCell;
  selected: CellRef | null | undefined;
  onSelect: ((cell: CellRef | null) => void) | undefined;
  addressOf: ((cell: CellRef) => string) | undefined;
  content: CellContent;
  anchor: Anchor;
}) {
  const picked = selected?.truth === cell.truth && selected.predicted === cell.predicted;
  const active = Boolean(onSelect) || Boolean(addressOf && cell.count > 0);
  const body = (
    <>
      <svg aria-hidden="true" className="absolute inset-0 size-full">
        <rect
          className={cell.correct ? "fill-heat-hit" : "fill-heat-miss"}
          fillOpacity={cell.heat}
          height="100%"
          width="100%"
        />
      </svg>
      <CellText cell={cell} content={content} />
      {active ? <span className="sr-only">{cell.meaning}: show these pictures</span> : null}
    </>
  );
  const look =
    "relative flex size-full flex-col items-center justify-center overflow-hidden rounded-sm bg-sunken text-ink";
  const action = `${look} outline-offset-1 hover:outline-2 hover:outline-line-strong`;
  if (addressOf && cell.count > 0) {
    return (
      <Link
        aria-current={picked ? "true" : undefined}
        className={`${action} aria-[current]:outline-2 aria-[current]:outline-ink`}
        href={addressOf(cell)}
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
      onClick={() => onSelect(picked ? null : { truth: cell.truth, predicted: cell.predicted })}
      type="button"
    >
      {body}
    </button>
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
  return (
    <>
      <span className="relative font-semibold text-base leading-5">{count}</span>
      <span className="relative text-xs leading-4">{share === null ? "–" : percent(share)}</span>
    </>
  );
}
