"use client";

import type { Changes } from "./use-changes.ts";

/** What was done, with its undo; it stays until the next one, for nobody should have to hurry. */
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
