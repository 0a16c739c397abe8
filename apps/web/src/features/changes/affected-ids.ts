import type { RunChange, RunTableRow } from "@graft/db";

/**
 * The runs that a change makes different. A tag that some of them have already is given to the others alone: taking
 * the change back would take it from all that were given.
 */
export function affectedIds(
  rows: readonly Pick<RunTableRow, "id" | "tags">[],
  ids: readonly number[],
  change: RunChange,
): readonly number[] {
  if (change.kind !== "tag") return ids;
  const tagged = new Set(rows.filter(({ tags }) => tags.includes(change.name)).map(({ id }) => id));
  return ids.filter((id) => !tagged.has(id));
}
