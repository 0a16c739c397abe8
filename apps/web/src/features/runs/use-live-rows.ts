"use client";

import type { RunTableRow } from "@graft/db";
import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useMemo, useState } from "react";
import { holdLine } from "../shell/hold-line.ts";
import { addPatches, type LiveRows, patchRows, type RowPatches } from "./live-rows.ts";

interface ReadRows {
  readonly rows: readonly RunTableRow[];
  /** When the server began to read them. */
  readonly now: Date;
  /** Of the whole table then (table-stamp.ts). */
  readonly stamp: string;
}

/**
 * The rows, kept up to date: the server sends rows of runs at work when they change, and says when runs began or
 * ended; then the page is read again.
 */
export function useLiveRows(
  { rows, now, stamp }: ReadRows,
  { live }: { live: boolean },
): readonly RunTableRow[] {
  const router = useRouter();
  const [patches, setPatches] = useState<RowPatches>(new Map());
  const compare = useEffectEvent((seen: string) => {
    if (seen !== stamp) router.refresh();
  });
  // External system: the server-sent events of the table.
  useEffect(() => {
    if (!live) return;
    return holdLine({
      address: () => "/api/runs/live",
      on: {
        rows: (data) => setPatches((before) => addPatches(before, JSON.parse(data) as LiveRows)),
        stamp: (data) => compare(JSON.parse(data) as string),
      },
    });
  }, [live]);
  return useMemo(() => patchRows(rows, patches, now), [rows, patches, now]);
}
