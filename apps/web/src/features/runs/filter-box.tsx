"use client";
import { parseRunQuery } from "@graft/core/contract/run-query";
import { EmptyState } from "@graft/ui/blocks";
import { type FormEvent, useEffect, useId, useState } from "react";
import type { RunsQuery } from "./runs-query.ts";

/** Milliseconds without a key before a query that can be read is asked for. */
const PAUSE = 300;

/**
 * The filter, parsed while it is typed: an error is marked, and a valid filter is applied after a
 * short pause, or at once with Enter.
 */
export function FilterBox({
  value,
  busy,
  onFilter,
  onHelp,
}: {
  value: string;
  /** An answer is on its way. */
  busy: boolean;
  onFilter: (filter: string) => void;
  onHelp: () => void;
}) {
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  if (known !== value) {
    // Somebody else changed it: a saved view, or the way back in the history.
    setKnown(value);
    if (text.trim() !== value) setText(value);
  }
  const parsed = parseRunQuery(text);
  const hint = useId();
  const pending = parsed.ok && text.trim() !== value;
  // External system: the clock.
  useEffect(() => {
    if (!pending) return;
    const timer = setTimeout(() => onFilter(text.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [pending, text, onFilter]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pending) onFilter(text.trim());
  };
  return (
    <form className="min-w-0 grow basis-80" onSubmit={submit} role="search">
      <div className="flex gap-2">
        <input
          aria-busy={busy || pending}
          aria-describedby={hint}
          aria-invalid={!parsed.ok}
          aria-label="Filter the runs"
          autoComplete="off"
          className="field min-w-0 grow font-mono text-[13px]"
          maxLength={2000}
          name="filter"
          onChange={(event) => setText(event.target.value)}
          placeholder="method = fine-tuned and accuracy > 0.9 or tag = best"
          spellCheck={false}
          type="search"
          value={text}
        />
        <button
          aria-label="How to filter, and keys"
          className="button w-9 px-0"
          onClick={onHelp}
          type="button"
        >
          ?
        </button>
      </div>
      <p className="mt-1 min-h-5 break-words text-xs leading-5" id={hint} role="status">
        {parsed.ok ? null : <Fault fault={parsed.fault} text={text} />}
      </p>
    </form>
  );
}

function Fault({
  fault: { message, hint, start, end },
  text,
}: {
  fault: { message: string; hint: string; start: number; end: number };
  text: string;
}) {
  const [before, marked] = [text.slice(Math.max(0, start - 16), start), text.slice(start, end)];
  return (
    <>
      <code className="mr-2 font-mono text-muted">
        {start > 16 ? "…" : ""}
        {before}
        <mark className="bg-bad-wash text-bad underline decoration-wavy">{marked || "▁"}</mark>
      </code>
      <span className="text-bad">{message}</span> <span className="text-muted">{hint}</span>
    </>
  );
}

/** Shown instead of an empty table: why it is empty, and what to do. */
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
      <EmptyState title="No runs match this filter.">
        <button className="button" onClick={onClear} type="button">
          Clear filter
        </button>
      </EmptyState>
    );
  }
  const [title, text] = TEXTS[shelf];
  return <EmptyState title={title}>{text}</EmptyState>;
}

const TEXTS = {
  active: ["No active runs.", "All runs are archived or deleted."],
  archived: ["No archived runs.", "Archive a run to hide it from the table without losing it."],
  deleted: [
    "No deleted runs.",
    "A deleted run is kept here with everything it logged until you delete it permanently.",
  ],
} as const;
