import { EmptyState } from "@graft/ui/notice";
import type { RunsQuery } from "./runs-query.ts";

/** In place of the table where there is nothing to show: why, and what to do. */
export function NoRuns({
  shelf,
  filtered,
  onClear,
}: {
  shelf: RunsQuery["shelf"];
  filtered: boolean;
  onClear: () => void;
}) {
  if (filtered) {
    return (
      <EmptyState title="No run fits the filter.">
        <button className="button" onClick={onClear} type="button">
          Take the filter away
        </button>
      </EmptyState>
    );
  }
  const [title, text] = TEXTS[shelf];
  return <EmptyState title={title}>{text}</EmptyState>;
}

const TEXTS = {
  active: ["No runs here.", "All of them are in the archive or in the bin."],
  archived: ["The archive is empty.", "Archive a run to keep it out of the way without losing it."],
  deleted: ["The bin is empty.", "Deleted runs come here first, with everything they logged."],
} as const;
