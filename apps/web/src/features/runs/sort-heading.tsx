import type { ReactNode } from "react";
import type { ColumnId } from "./columns.ts";
import type { RunsQuery } from "./runs-query.ts";

/** The heading of a column; a click sorts by it, another one turns the order round. */
export function SortHeading({
  query,
  column,
  onSort,
  className = "",
  below,
  children,
}: {
  query: RunsQuery;
  column: ColumnId;
  onSort: (column: ColumnId) => void;
  className?: string;
  /** What belongs to the column but is no part of its button. */
  below?: ReactNode;
  children: ReactNode;
}) {
  const active = query.sort === column;
  const order = query.direction === "asc" ? "ascending" : "descending";
  return (
    <th
      aria-sort={active ? order : "none"}
      className={`px-3 py-2 align-bottom font-medium text-xs ${className}`}
      scope="col"
    >
      <button
        className={`max-w-full truncate hover:text-ink ${active ? "text-ink" : ""}`}
        onClick={() => onSort(column)}
        type="button"
      >
        {children}
        <svg
          aria-hidden="true"
          className={`ml-1 inline-block size-2.5 fill-current ${active ? "" : "opacity-0"}`}
          viewBox="0 0 10 10"
        >
          <path d={query.direction === "asc" ? "M5 2 9 8H1Z" : "M5 8 1 2h8Z"} />
        </svg>
      </button>
      {below}
    </th>
  );
}
