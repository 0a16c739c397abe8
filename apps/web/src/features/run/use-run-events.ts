"use client";

import type { RunStatus } from "@graft/core/contract";
import { useEffect, useState } from "react";
import type { LiveEvent, LiveStatus } from "./live-message.ts";
import { addEvents, type RunLog } from "./run-log.ts";

export interface RunFeed extends RunLog {
  readonly status: RunStatus;
  /** Whether the line to the server is up; there is none once the run is over. */
  readonly line: "open" | "lost" | "over";
}

/** A server that was restarted may take this long, in milliseconds, to answer again. */
const RETRY_AFTER = 2000;
/** Events are drawn together that come within so many milliseconds: there may be fifty in a second. */
const DRAW_EVERY = 100;

/**
 * What a run has said, kept up to date while it runs. A hidden tab lets go of the line and goes on where
 * it was when it is seen again; so does a line that was lost. Our own server checked every message when
 * it read it, so none is checked again here.
 */
export function useRunEvents(
  runId: number,
  initial: { log: RunLog; cursor: number; status: RunStatus },
): RunFeed {
  const [log, setLog] = useState(initial.log);
  const [status, setStatus] = useState(initial.status);
  const [line, setLine] = useState<RunFeed["line"]>(isOver(initial.status) ? "over" : "open");
  const [first] = useState(() => ({ seq: initial.cursor, over: line === "over" }));

  // External system: the run's server-sent events. EventSource comes back by itself after a lost
  // connection; after an error answer it does not, so that is done here.
  useEffect(() => {
    if (first.over) return;
    let cursor = first.seq;
    let source: EventSource | null = null;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let waiting: LiveEvent[] = [];
    let drawing: ReturnType<typeof setTimeout> | undefined;
    const draw = () => {
      drawing = undefined;
      const news = waiting;
      waiting = [];
      setLog((before) => addEvents(before, news));
    };
    const close = () => {
      clearTimeout(retry);
      source?.close();
      source = null;
    };
    const open = () => {
      close();
      source = new EventSource(`/api/runs/${runId}/events?after=${cursor}`);
      source.onopen = () => setLine("open");
      source.onmessage = ({ data }: MessageEvent<string>) => {
        const next = JSON.parse(data) as LiveEvent;
        if (next.seq <= cursor) return;
        cursor = next.seq;
        waiting.push(next);
        drawing ??= setTimeout(draw, DRAW_EVERY);
      };
      source.addEventListener("status", ({ data }: MessageEvent<string>) => {
        setStatus((JSON.parse(data) as LiveStatus).status);
      });
      // So much was missed that the page is better read anew.
      source.addEventListener("reset", () => location.reload());
      source.addEventListener("end", () => {
        close();
        document.removeEventListener("visibilitychange", onVisibility);
        setLine("over");
      });
      source.onerror = () => {
        setLine("lost");
        if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_AFTER);
      };
    };
    const onVisibility = () => (document.visibilityState === "visible" ? open() : close());
    document.addEventListener("visibilitychange", onVisibility);
    onVisibility();
    return () => {
      document.removeEventListener("visibilitychange", onVisibility);
      close();
      clearTimeout(drawing);
    };
  }, [runId, first]);

  return { ...log, status, line };
}

function isOver(status: RunStatus): boolean {
  return status !== "running" && status !== "queued";
}
