"use client";

import type { SavedView } from "@graft/db";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { sendView } from "../changes/send-change.ts";
import { Dialog } from "../shell/dialog.tsx";
import { PageLink } from "../shell/page-link.tsx";

/** Views under names. A view is what stands in the address, so it can be sent to somebody as well. */
export function ViewsDialog({
  views,
  query,
  onClose,
}: {
  views: readonly SavedView[];
  /** Of the table as it is now. */
  query: string;
  onClose: () => void;
}) {
  const router = useRouter();
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const send = async (change: Parameters<typeof sendView>[0]) => {
    const answer = await sendView(change);
    setProblem(answer);
    if (answer === null) router.refresh();
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === "") return;
    void send({ kind: "save", name: name.trim(), query });
    setName("");
  };
  return (
    <Dialog onClose={onClose} title="Saved views">
      {views.length === 0 ? (
        <p className="text-muted text-sm">
          None yet. A view keeps the filter, order, grouping, columns and baseline of the table.
        </p>
      ) : (
        <ul className="divide-y divide-line border-line border-y">
          {views.map((view) => (
            <li className="flex items-center gap-2 py-1.5 text-sm" key={view.name}>
              <span
                className="min-w-0 grow"
                onClick={onClose}
                onKeyDown={undefined}
                role="presentation"
              >
                <PageLink
                  className="link break-words font-medium"
                  href={view.query ? `/?${view.query}` : "/"}
                >
                  {view.name}
                </PageLink>
              </span>
              <button
                aria-label={`Forget the view ${view.name}`}
                className="grid size-7 shrink-0 place-items-center rounded text-muted hover:bg-sunken hover:text-ink"
                onClick={() => void send({ kind: "remove", name: view.name })}
                type="button"
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <form className="mt-4 flex gap-2" onSubmit={save}>
        <input
          aria-label="Name of this view"
          className="field min-w-0 grow"
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
          placeholder="Name of this view"
          value={name}
        />
        <button className="button-main" disabled={name.trim() === ""} type="submit">
          Save
        </button>
      </form>
      <p className="mt-2 min-h-5 text-bad text-sm" role="status">
        {problem}
      </p>
    </Dialog>
  );
}
