"use client";
import type { RunChange, RunTableRow } from "@graft/db";
import { useRouter } from "next/navigation";
import { type FormEvent, type ReactNode, useCallback, useId, useState } from "react";
import { Dialog } from "../shell/controls.tsx";
import { describeChange, oppositeOf, sendChange } from "./run-changes.ts";

export interface Changes {
  /** The last change, or why it failed; null for no message. */
  readonly message: { readonly text: string; readonly bad: boolean } | null;
  readonly undo: (() => void) | null;
  readonly change: (ids: readonly number[], change: RunChange) => Promise<boolean>;
  readonly dismiss: () => void;
}

/** Changes runs on the server, reads the page again, and offers the way back. */
export function useChanges(): Changes {
  const router = useRouter();
  const [state, setState] = useState<{
    text: string;
    bad: boolean;
    back: { ids: readonly number[]; change: RunChange } | null;
  } | null>(null);

  const change = useCallback(
    async (ids: readonly number[], wanted: RunChange) => {
      const problem = await sendChange(ids, wanted);
      if (problem !== null) {
        setState({ text: problem, bad: true, back: null });
        return false;
      }
      const opposite = oppositeOf(wanted);
      setState({
        text: describeChange(ids, wanted),
        bad: false,
        back: opposite && { ids, change: opposite },
      });
      router.refresh();
      return true;
    },
    [router],
  );

  const back = state?.back ?? null;
  return {
    message: state && { text: state.text, bad: state.bad },
    undo: back ? () => void change(back.ids, back.change) : null,
    change,
    dismiss: () => setState(null),
  };
}

/** The last change with its undo; shown until the next one, so that nobody has to hurry. */
export function ChangeMessage({ changes: { message, undo, dismiss } }: { changes: Changes }) {
  return (
    <div
      className="pointer-events-none fixed inset-x-0 bottom-20 z-40 flex justify-center px-4"
      role="status"
    >
      {message ? (
        <div
          className={`pointer-events-auto flex max-w-full items-center gap-3 rounded-lg border px-4 py-2 text-sm shadow-lg ${message.bad ? "border-bad/40 bg-bad-wash" : "border-line bg-surface"}`}
        >
          <span className="min-w-0 break-words">{message.text}</span>
          {undo ? (
            <button className="shrink-0 font-semibold underline" onClick={undo} type="button">
              Undo
            </button>
          ) : null}
          <button
            aria-label="Dismiss"
            className="-mr-1 grid size-7 shrink-0 place-items-center rounded text-muted hover:bg-sunken hover:text-ink"
            onClick={dismiss}
            type="button"
          >
            <svg aria-hidden="true" className="size-3.5 stroke-current" viewBox="0 0 16 16">
              <path d="m4 4 8 8m0-8-8 8" strokeWidth="1.6" />
            </svg>
          </button>
        </div>
      ) : null}
    </div>
  );
}

type Editable = Pick<RunTableRow, "id" | "name" | "method" | "tags" | "note" | "pinned" | "status">;

/** Everything a person can change about a run. */
export function EditRun({
  run,
  change,
  onClose,
  more,
}: {
  run: Editable;
  change: (ids: readonly number[], change: RunChange) => Promise<boolean>;
  onClose: () => void;
  /** More buttons, such as the one that makes it the baseline. */
  more?: ReactNode;
}) {
  const [name, setName] = useState(run.name ?? "");
  const [note, setNote] = useState(run.note);
  const [tag, setTag] = useState("");
  const names = { name: useId(), note: useId(), tag: useId() };
  const act = async (wanted: RunChange) => {
    if (await change([run.id], wanted)) onClose();
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const wanted: RunChange[] = [];
    if (tag.trim() !== "") wanted.push({ kind: "tag", name: tag });
    if (name.trim() !== (run.name ?? "")) wanted.push({ kind: "rename", name });
    if (note !== run.note) wanted.push({ kind: "note", text: note });
    for (const one of wanted) if (!(await change([run.id], one))) return;
    onClose();
  };
  return (
    <Dialog onClose={onClose} title={`Run ${run.id}, ${run.name ?? run.method}`}>
      <form className="space-y-4" onSubmit={(event) => void save(event)}>
        <div>
          <label className="mb-1 block font-medium text-sm" htmlFor={names.name}>
            Name
          </label>
          <input
            className="field w-full"
            id={names.name}
            maxLength={100}
            onChange={(event) => setName(event.target.value)}
            placeholder={run.method}
            value={name}
          />
        </div>
        <div>
          <label className="mb-1 block font-medium text-sm" htmlFor={names.tag}>
            Add a tag
          </label>
          <input
            className="field w-full"
            id={names.tag}
            maxLength={50}
            onChange={(event) => setTag(event.target.value)}
            value={tag}
          />
          {run.tags.length > 0 ? (
            <ul className="mt-2 flex flex-wrap gap-1.5">
              {run.tags.map((known) => (
                <li
                  className="inline-flex items-center gap-1 rounded bg-sunken pl-2 text-sm"
                  key={known}
                >
                  <span className="max-w-60 truncate">{known}</span>
                  <button
                    aria-label={`Remove the tag ${known}`}
                    className="grid size-7 place-items-center rounded text-muted hover:text-ink"
                    onClick={() => void change([run.id], { kind: "untag", name: known })}
                    type="button"
                  >
                    ×
                  </button>
                </li>
              ))}
            </ul>
          ) : null}
        </div>
        <div>
          <label className="mb-1 block font-medium text-sm" htmlFor={names.note}>
            Note
          </label>
          <textarea
            className="field h-28 w-full resize-y py-2"
            id={names.note}
            maxLength={10_000}
            onChange={(event) => setNote(event.target.value)}
            value={note}
          />
        </div>
        <div className="flex flex-wrap gap-2">
          <button className="button-main" type="submit">
            Save
          </button>
          {more}
          <button
            className="button"
            onClick={() => void act({ kind: run.pinned ? "unpin" : "pin" })}
            type="button"
          >
            {run.pinned ? "Unpin" : "Pin"}
          </button>
          {run.status === "running" ? (
            <button className="button" onClick={() => void act({ kind: "stop" })} type="button">
              Stop
            </button>
          ) : (
            <>
              <button
                className="button"
                onClick={() => void act({ kind: "archive" })}
                type="button"
              >
                Archive
              </button>
              <button className="button" onClick={() => void act({ kind: "delete" })} type="button">
                Delete
              </button>
            </>
          )}
        </div>
      </form>
    </Dialog>
  );
}
