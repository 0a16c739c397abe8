"use client";

import { useState } from "react";
import { Dialog } from "../shell/dialog.tsx";
import { COLUMN_IDS, type ColumnId, columnLabel, isColumn } from "./columns.ts";

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
              label={`Leave out ${columnLabel(id)}`}
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
          Show these
        </button>
        <button className="button" onClick={() => apply(null)} type="button">
          The usual ones
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
