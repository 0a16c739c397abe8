import type { RunShelf } from "@graft/db";
import { PageLink } from "../shell/page-link.tsx";
import { type RunsQuery, runsAddress } from "./runs-query.ts";

const NAMES: readonly (readonly [RunShelf, string])[] = [
  ["active", "At hand"],
  ["archived", "Archive"],
  ["deleted", "Bin"],
];

/** Links to the runs at hand, those put away and those in the bin; nothing as long as all are at hand. */
export function Shelves({
  query,
  counts,
}: {
  query: RunsQuery;
  counts: Readonly<Record<RunShelf, number>>;
}) {
  const used = NAMES.filter(([shelf]) => shelf === query.shelf || counts[shelf] > 0);
  if (used.length < 2) return null;
  return (
    <nav aria-label="Shelves" className="ml-auto flex gap-x-4 text-sm">
      {used.map(([shelf, name]) =>
        shelf === query.shelf ? (
          <span aria-current="page" className="font-medium" key={shelf}>
            {name} <span className="font-normal text-faint">{counts[shelf]}</span>
          </span>
        ) : (
          <PageLink href={runsAddress({ ...query, filter: "", shelf })} key={shelf}>
            {name} <span className="text-faint">{counts[shelf]}</span>
          </PageLink>
        ),
      )}
    </nav>
  );
}
