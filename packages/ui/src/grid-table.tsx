import type { ReactNode } from "react";

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
  /** What the table is, for those who cannot see its surroundings. */
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

/** What follows an address: a plain link, or one that keeps the rest of the page. */
export type Anchor = (props: {
  href: string;
  className: string;
  "aria-current"?: "true" | undefined;
  children: ReactNode;
}) => ReactNode;

const PlainAnchor: Anchor = ({ children, ...props }) => <a {...props}>{children}</a>;

/**
 * The inside of a cell: what stands in it on a colour. With `href` it is a link to its images; with `onSelect`
 * a button that picks its cell, or lets go of it when picked again.
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

/** A count with what explains it, below each other. */
export function CountAndNote({ count, note }: { count: string; note: string }) {
  return (
    <>
      <span className="relative font-semibold text-base leading-5">{count}</span>
      <span className="relative text-xs leading-4">{note}</span>
    </>
  );
}
