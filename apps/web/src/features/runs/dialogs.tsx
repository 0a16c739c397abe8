"use client";
import { FIELD_NAMES, FIELDS } from "@graft/core/contract/run-query";
import type { SavedView } from "@graft/db";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { sendView } from "../changes/run-changes.ts";
import { Dialog } from "../shell/controls.tsx";
import { PageLink } from "../shell/links.tsx";
import { COLUMN_IDS, type ColumnId, columnLabel, isColumn } from "./runs-query.ts";

/** Which columns the table has, and in which order. */
export function ColumnsDialog({
  shown,
  available,
  onApply,
  onClose,
}: {
  shown: readonly ColumnId[];
  /** Settings and metrics that runs have, as `config.NAME` and `metric.NAME`. */
  available: readonly string[];
  /** Null for the usual ones. */
  onApply: (columns: readonly ColumnId[] | null) => void;
  onClose: () => void;
}) {
  const [columns, setColumns] = useState(shown);
  const others = [...COLUMN_IDS, ...available.filter(isColumn)].filter(
    (id) => !columns.includes(id),
  );
  const move = (id: ColumnId, by: number) => {
    const next = columns.filter((other) => other !== id);
    next.splice(columns.indexOf(id) + by, 0, id);
    setColumns(next);
  };
  const apply = (next: readonly ColumnId[] | null) => {
    onApply(next);
    onClose();
  };
  return (
    <Dialog onClose={onClose} title="Columns">
      <ol
        aria-label="Shown, from left to right"
        className="divide-y divide-line border-line border-y"
      >
        {columns.map((id, index) => (
          <li className="flex items-center gap-1 py-1 text-sm" key={id}>
            <span className="min-w-0 grow truncate">
              {columnLabel(id)}
              <Kind id={id} />
            </span>
            <Small
              disabled={index === 0}
              label={`Move ${columnLabel(id)} to the left`}
              onClick={() => move(id, -1)}
            >
              ↑
            </Small>
            <Small
              disabled={index === columns.length - 1}
              label={`Move ${columnLabel(id)} to the right`}
              onClick={() => move(id, 1)}
            >
              ↓
            </Small>
            <Small
              disabled={columns.length === 1}
              label={`Remove ${columnLabel(id)}`}
              onClick={() => setColumns(columns.filter((other) => other !== id))}
            >
              ×
            </Small>
          </li>
        ))}
      </ol>
      <h3 className="mt-4 mb-2 font-semibold text-sm">Add</h3>
      <div className="flex max-h-52 flex-wrap gap-1.5 overflow-y-auto">
        {others.map((id) => (
          <button
            className="max-w-full truncate rounded border border-line px-2 py-1 text-sm hover:bg-sunken"
            key={id}
            onClick={() => setColumns([...columns, id])}
            type="button"
          >
            + {columnLabel(id)}
            <Kind id={id} />
          </button>
        ))}
      </div>
      <div className="mt-5 flex flex-wrap gap-2">
        <button className="button-main" onClick={() => apply(columns)} type="button">
          Apply
        </button>
        <button className="button" onClick={() => apply(null)} type="button">
          Reset to default
        </button>
      </div>
    </Dialog>
  );
}

function Kind({ id }: { id: ColumnId }) {
  const dot = id.indexOf(".");
  if (dot < 0) return null;
  return (
    <span className="ml-1.5 text-faint text-xs">
      {id.startsWith("config") ? "setting" : "metric"}
    </span>
  );
}

function Small({
  label,
  disabled,
  onClick,
  children,
}: {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: string;
}) {
  return (
    <button
      aria-label={label}
      className="grid size-7 shrink-0 place-items-center rounded text-muted hover:bg-sunken hover:text-ink disabled:opacity-30"
      disabled={disabled}
      onClick={onClick}
      type="button"
    >
      {children}
    </button>
  );
}

/** Named views of the table. A view is a query of the address, so the address can be shared as well. */
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
                aria-label={`Delete the view ${view.name}`}
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

const EXAMPLES = [
  "method = fine-tuned and accuracy > 90%",
  "tag = best or name ~ paper",
  "not status in (failed, crashed)",
  "config.learningRate < 1e-3 and metric.train/loss < 0.2",
  "started >= 2026-11-01 and experiment = photo-vs-drawing",
];

const KEYS = [
  ["↓ or j, ↑ or k", "next run, previous run"],
  ["Home, End", "first run, last run"],
  ["Enter", "open the run"],
  ["Space", "select it"],
  ["e", "name, tags, note"],
  ["p", "pin or unpin it"],
  ["b", "set as baseline, or clear it"],
  ["a", "archive it"],
  ["Delete", "delete it"],
];

/** The query language and the keys, in short. */
export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog onClose={onClose} title="Filter and keys">
      <div className="space-y-4 text-sm">
        <section>
          <h3 className="mb-1 font-semibold">Examples</h3>
          <ul className="space-y-1">
            {EXAMPLES.map((example) => (
              <li key={example}>
                <code className="break-words font-mono text-[13px]">{example}</code>
              </li>
            ))}
          </ul>
          <p className="mt-2 text-muted">
            Compare with =, !=, &gt;, &gt;=, &lt;, &lt;=, ~ (contains) and !~; join with and, or,
            not and parentheses. A word by itself is a text search. Case does not matter.
          </p>
        </section>
        <section>
          <h3 className="mb-1 font-semibold">Fields</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
            {FIELD_NAMES.map((name) => (
              <div className="contents" key={name}>
                <dt className="font-mono text-[13px]">{name}</dt>
                <dd className="text-muted">{FIELDS[name].about}</dd>
              </div>
            ))}
            <dt className="font-mono text-[13px]">config.NAME</dt>
            <dd className="text-muted">a setting of the method</dd>
            <dt className="font-mono text-[13px]">metric.NAME</dt>
            <dd className="text-muted">the last value of a metric</dd>
          </dl>
        </section>
        <section>
          <h3 className="mb-1 font-semibold">Keys, with the focus on a run</h3>
          <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
            {KEYS.map(([key, what]) => (
              <div className="contents" key={key}>
                <dt className="font-mono text-[13px]">{key}</dt>
                <dd className="text-muted">{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}
