import type { ReactNode } from "react";

/** A box that scrolls when its content is too wide or too high, also with the keyboard. */
export function ScrollBox({
  label,
  className = "overflow-x-auto",
  children,
}: {
  /** Describes the content. */
  label: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so keys must reach it
    <div aria-label={label} className={`relative ${className}`} role="region" tabIndex={0}>
      {children}
    </div>
  );
}

export interface TableColumn<Row> {
  /** Tells the columns apart. */
  readonly key: string | number;
  /** Null for a column that needs no heading, such as a plot. */
  readonly heading: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** Right-aligned, as numbers are. */
  readonly end?: boolean;
  /** The narrowest window that has room for the column; default: every window. */
  readonly from?: "sm" | "md" | "lg";
  /** Further classes of its cells; those of the first column are set in medium weight unless there are some. */
  readonly className?: string | undefined;
  /** Further classes of its heading. */
  readonly headClass?: string | undefined;
  /** Shown when a cell is pointed at. */
  readonly title?: (row: Row) => string | undefined;
  /** Where the table can be sorted: whether it is sorted by this column, and how. */
  readonly sort?: "ascending" | "descending" | undefined;
}

// Written out: Tailwind finds classes as whole words.
const FROM = {
  sm: "hidden sm:table-cell",
  md: "hidden md:table-cell",
  lg: "hidden lg:table-cell",
} as const;

/** A table whose first column names its rows. Every table but those of matrices and of all runs is drawn by it. */
export function Table<Row>({
  columns,
  rows,
  keyOf,
  caption,
  label,
  boxClass,
  className = "text-sm",
  head = "line",
  lines = true,
  rowClass,
  foot,
}: {
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string | number;
  /** Describes the table to screen readers. */
  readonly caption?: string;
  /** Puts the table in a `ScrollBox` with this label. */
  readonly label?: string;
  readonly boxClass?: string;
  readonly className?: string;
  /** `sticky` stays in view while the rows scroll; `plain` has no line below. */
  readonly head?: "line" | "sticky" | "plain";
  /** Whether there is a line between rows. */
  readonly lines?: boolean;
  readonly rowClass?: (row: Row) => string;
  /** The last row, such as the labels of an axis, as cells. */
  readonly foot?: ReactNode;
}) {
  const table = (
    <table className={`w-full text-left tabular-nums ${className}`}>
      {caption === undefined ? null : <caption className="sr-only">{caption}</caption>}
      <thead className={HEADS[head]}>
        <tr>
          {columns.map((column) => (
            <Heading column={column} key={column.key} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr
            className={`${lines ? "border-line border-b last:border-b-0" : ""} ${rowClass?.(row) ?? ""}`}
            key={keyOf(row)}
          >
            {columns.map((column, index) => (
              <Cell column={column} key={column.key} row={row} isName={index === 0} />
            ))}
          </tr>
        ))}
      </tbody>
      {foot === undefined ? null : (
        <tfoot>
          <tr>{foot}</tr>
        </tfoot>
      )}
    </table>
  );
  if (label === undefined) return table;
  return (
    <ScrollBox label={label} {...(boxClass === undefined ? {} : { className: boxClass })}>
      {table}
    </ScrollBox>
  );
}

const HEADS = {
  line: "border-line border-b text-muted text-xs",
  sticky: "sticky top-0 bg-surface text-muted text-xs shadow-[0_1px_0_var(--line)]",
  plain: "text-muted text-xs",
} as const;

/** Cells at the edges of the table have no padding outwards. */
const CELL = "px-3 py-1.5 first:pl-0 last:pr-0";

function classOf<Row>({ end, from, className }: TableColumn<Row>): string {
  return [CELL, end ? "text-end" : "", from ? FROM[from] : "", className ?? ""].join(" ");
}

function Heading<Row>({ column }: { column: TableColumn<Row> }) {
  const { heading, headClass, sort } = column;
  const look = `${classOf({ ...column, className: headClass })} font-medium`;
  if (heading === null) return <td className={look} />;
  return (
    <th aria-sort={sort} className={look} scope="col">
      {heading}
    </th>
  );
}

function Cell<Row>({
  column,
  row,
  isName,
}: {
  column: TableColumn<Row>;
  row: Row;
  isName: boolean;
}) {
  const { cell, title } = column;
  if (isName) {
    return (
      <th
        className={classOf({ ...column, className: column.className ?? "font-medium" })}
        scope="row"
        title={title?.(row)}
      >
        {cell(row)}
      </th>
    );
  }
  return (
    <td className={classOf(column)} title={title?.(row)}>
      {cell(row)}
    </td>
  );
}
