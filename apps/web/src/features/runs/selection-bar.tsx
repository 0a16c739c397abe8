"use client";

import type { RunChange } from "@graft/db";
import { type FormEvent, useState } from "react";
import { Dialog } from "../shell/controls.tsx";
import { PageLink } from "../shell/links.tsx";
import type { RunsQuery } from "./runs-query.ts";

/** The actions for the selected runs; a bar over the page, so that nothing moves when it appears. */
export function SelectionBar({
  ids,
  most,
  shelf,
  change,
  onClear,
}: {
  ids: readonly number[];
  /** The most runs that can be compared. */
  most: number;
  shelf: RunsQuery["shelf"];
  change: (ids: readonly number[], change: RunChange) => Promise<boolean>;
  onClear: () => void;
}) {
  const [asking, setAsking] = useState<"tag" | "purge" | null>(null);
  const act = async (wanted: RunChange) => {
    setAsking(null);
    if ((await change(ids, wanted)) && MOVES.has(wanted.kind)) onClear();
  };
  const comparable = ids.length >= 2 && ids.length <= most;
  if (ids.length === 0) return null;
  return (
    <section
      aria-label="Selected runs"
      className="fixed inset-x-0 bottom-0 z-30 border-line-strong border-t bg-surface shadow-[0_-4px_16px_rgb(0_0_0/0.08)]"
    >
      <div className="mx-auto flex max-w-[100rem] flex-wrap items-center gap-2 px-4 py-2.5 sm:px-6 lg:px-8">
        <p aria-live="polite" className="mr-auto text-sm">
          {hint(ids.length, most)}
        </p>
        {shelf === "active" ? (
          <>
            <button className="button" onClick={() => setAsking("tag")} type="button">
              Tag…
            </button>
            <button className="button" onClick={() => void act({ kind: "archive" })} type="button">
              Archive
            </button>
          </>
        ) : null}
        {shelf === "archived" ? (
          <button className="button" onClick={() => void act({ kind: "unarchive" })} type="button">
            Unarchive
          </button>
        ) : null}
        {shelf === "deleted" ? (
          <>
            <button className="button" onClick={() => void act({ kind: "restore" })} type="button">
              Restore
            </button>
            <button className="button" onClick={() => setAsking("purge")} type="button">
              Delete permanently…
            </button>
          </>
        ) : (
          <button className="button" onClick={() => void act({ kind: "delete" })} type="button">
            Delete
          </button>
        )}
        <button className="button" onClick={onClear} type="button">
          Clear
        </button>
        {comparable ? (
          <PageLink className="button-main" href={`/compare?runs=${ids.join(",")}`}>
            Compare
          </PageLink>
        ) : (
          <button className="button-main" disabled type="button">
            Compare
          </button>
        )}
      </div>
      {asking === "tag" ? (
        <AskTag
          count={ids.length}
          onClose={() => setAsking(null)}
          onTag={(name) => void act({ kind: "tag", name })}
        />
      ) : null}
      {asking === "purge" ? (
        <Dialog onClose={() => setAsking(null)} title={`Delete ${runs(ids.length)} permanently?`}>
          <p className="text-muted text-sm">
            Everything they logged goes too: metrics, predictions, tags and notes, and the models
            that no other run saved as well. This cannot be undone.
          </p>
          <div className="mt-4 flex gap-2">
            <button
              className="button-main"
              onClick={() => void act({ kind: "purge" })}
              type="button"
            >
              Delete permanently
            </button>
            <button className="button" onClick={() => setAsking(null)} type="button">
              Keep them
            </button>
          </div>
        </Dialog>
      ) : null}
    </section>
  );
}

/** Changes after which the runs are not on this shelf any more. */
const MOVES: ReadonlySet<RunChange["kind"]> = new Set([
  "archive",
  "unarchive",
  "delete",
  "restore",
  "purge",
]);

function AskTag({
  count,
  onTag,
  onClose,
}: {
  count: number;
  onTag: (name: string) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") onTag(name.trim());
  };
  return (
    <Dialog onClose={onClose} title={`Tag ${runs(count)}`}>
      <form className="flex gap-2" onSubmit={submit}>
        <input
          aria-label="Tag"
          className="field min-w-0 grow"
          maxLength={50}
          onChange={(event) => setName(event.target.value)}
          value={name}
        />
        <button className="button-main" disabled={name.trim() === ""} type="submit">
          Tag
        </button>
      </form>
    </Dialog>
  );
}

function runs(count: number): string {
  return count === 1 ? "1 run" : `${count} runs`;
}

function hint(count: number, most: number): string {
  if (count === 1) return "1 run selected; select another one to compare them.";
  if (count > most) return `${count} runs selected; at most ${most} can be compared.`;
  return `${count} runs selected.`;
}
