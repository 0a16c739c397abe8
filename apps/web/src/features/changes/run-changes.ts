import type { RunChange, RunTableRow } from "@graft/db";

/** Asks the server to change runs. @returns Null on success, else a message. */
export async function sendChange(
  ids: readonly number[],
  change: RunChange,
): Promise<string | null> {
  return await post("/api/runs/changes", { ids, change });
}

/** Keeps or forgets a named view. @returns As `sendChange`. */
export async function sendView(
  change: { kind: "save"; name: string; query: string } | { kind: "remove"; name: string },
): Promise<string | null> {
  return await post("/api/views", change);
}

async function post(address: string, body: unknown): Promise<string | null> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return answer.ok ? null : (await answer.text()).trim() || `Status ${answer.status}.`;
  } catch {
    return "The dashboard's server does not answer; nothing was changed.";
  }
}

const OPPOSITE = {
  delete: "restore",
  restore: "delete",
  archive: "unarchive",
  unarchive: "archive",
  pin: "unpin",
  unpin: "pin",
} as const;

/** The change that takes a change back; null where something was written over. */
export function oppositeOf(change: RunChange): RunChange | null {
  switch (change.kind) {
    case "tag":
      return { kind: "untag", name: change.name };
    case "untag":
      return { kind: "tag", name: change.name };
    case "rename":
    case "note":
    case "purge":
    case "stop":
      return null;
    default:
      return { kind: OPPOSITE[change.kind] };
  }
}

/** A change in words: "Deleted 2 runs." */
export function describeChange(ids: readonly number[], change: RunChange): string {
  const [first] = ids;
  const runs = ids.length === 1 ? `run ${first}` : `${ids.length} runs`;
  switch (change.kind) {
    case "rename":
      return change.name === ""
        ? `Removed the name of ${runs}.`
        : `Named ${runs} “${change.name}”.`;
    case "note":
      return `Saved the note of ${runs}.`;
    case "tag":
      return `Tagged ${runs} “${change.name}”.`;
    case "untag":
      return `Removed the tag “${change.name}” from ${runs}.`;
    case "stop":
      return `Asked ${runs} to stop at the next batch.`;
    default:
      return `${PAST[change.kind]} ${runs}${change.kind === "purge" ? " permanently" : ""}.`;
  }
}

const PAST = {
  delete: "Deleted",
  restore: "Restored",
  archive: "Archived",
  unarchive: "Unarchived",
  pin: "Pinned",
  unpin: "Unpinned",
  purge: "Deleted",
};

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
