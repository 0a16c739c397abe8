import type { ReactNode } from "react";
import { PageLink } from "../shell/page-link.tsx";
import { afterClick, type RunsQuery, runsAddress, type SortKey } from "./runs-query.ts";

/** The heading of a column; a click sorts by it, another one turns the order round. */
export function SortHeading({
  query,
  sortKey,
  className = "",
  below,
  children,
}: {
  query: RunsQuery;
  sortKey: SortKey;
  className?: string;
  /** What belongs to the column but is no part of its link. */
  below?: ReactNode;
  children: ReactNode;
}) {
  const active = query.sort === sortKey;
  const order = query.direction === "asc" ? "ascending" : "descending";
  return (
    <th
      aria-sort={active ? order : "none"}
      className={`px-3 py-2 font-medium text-xs ${className}`}
      scope="col"
    >
      <PageLink
        className={`hover:text-ink ${active ? "text-ink" : ""}`}
        href={runsAddress(afterClick(query, sortKey))}
      >
        {children}
        <svg
          aria-hidden="true"
          className={`ml-1 inline-block size-2.5 fill-current ${active ? "" : "opacity-0"}`}
          viewBox="0 0 10 10"
        >
          <path d={query.direction === "asc" ? "M5 2 9 8H1Z" : "M5 8 1 2h8Z"} />
        </svg>
      </PageLink>
      {below}
    </th>
  );
}
