"use client";

import type { RunTableRow } from "@graft/db";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { toRow, type WireRow } from "./wire-row.ts";

/** A server that was restarted may take this long, in milliseconds, to answer again. */
const RETRY_AFTER = 2000;

/**
 * The rows, kept up to date: the server sends rows of runs at work when they change, and says when there is a
 * new run. A hidden tab lets go of the line; a line that was lost is opened again.
 *
 * @param stamp Of the table when the rows were read.
 */
export function useLiveRows(
  given: readonly RunTableRow[],
  { live, stamp }: { live: boolean; stamp: string },
): readonly RunTableRow[] {
  const router = useRouter();
  const known = useRef(stamp);
  known.current = stamp;
  const [patches, setPatches] = useState<{
    readonly of: readonly RunTableRow[];
    readonly rows: ReadonlyMap<number, RunTableRow>;
  }>({ of: given, rows: new Map() });
  // What was read anew holds all that the patches said.
  if (patches.of !== given) setPatches({ of: given, rows: new Map() });

  // External system: the server-sent events of the table.
  useEffect(() => {
    if (!live) return;
    let source: EventSource | null = null;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const close = () => {
      clearTimeout(retry);
      source?.close();
      source = null;
    };
    const open = () => {
      close();
      source = new EventSource("/api/runs/live");
      source.addEventListener("rows", ({ data }: MessageEvent<string>) => {
        const rows = (JSON.parse(data) as WireRow[]).map(toRow);
        setPatches((before) => ({
          of: before.of,
          rows: new Map([...before.rows, ...rows.map((row) => [row.id, row] as const)]),
        }));
      });
      source.addEventListener("stamp", ({ data }: MessageEvent<string>) => {
        // Runs began or ended while there was no line.
        if (JSON.parse(data) !== known.current) router.refresh();
      });
      source.addEventListener("more", () => router.refresh());
      source.onerror = () => {
        if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_AFTER);
      };
    };
    const onVisibility = () => {
      if (document.visibilityState === "visible") open();
      else close();
    };
    document.addEventListener("visibilitychange", onVisibility);
    onVisibility();
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      close();
    };
  }, [live, router]);

  return useMemo(() => {
    if (patches.rows.size === 0) return given;
    return given.map((row) => {
      const patch = patches.rows.get(row.id);
      return patch ? { ...patch, settings: row.settings, extra: row.extra } : row;
    });
  }, [given, patches]);
}
