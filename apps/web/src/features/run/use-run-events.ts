"use client";

import type { RunStatus } from "@graft/core/contract";
import { useEffect, useState } from "react";
import { holdLine } from "../shell/live.ts";
import { addEvents, type LiveEvent, type LiveStatus, type RunLog } from "./run-log.ts";

export interface RunFeed extends RunLog {
  readonly status: RunStatus;
  /** Whether the line to the server is up; there is none once the run is over. */
  readonly line: "open" | "lost" | "over";
}

/** What the server knew of a run when it made the page. */
interface PageState {
  readonly log: RunLog;
  /** The number of the last thing the run had said. */
  readonly cursor: number;
  readonly status: RunStatus;
}

interface FeedState {
  /** What the page was made with: the feed goes on from there. */
  readonly base: RunLog;
  readonly log: RunLog;
  readonly status: RunStatus;
  readonly line: RunFeed["line"];
}

/** Events are drawn together that come within so many milliseconds: there may be fifty in a second. */
const DRAW_EVERY = 100;

/**
 * What a run has said, kept up to date while it runs. A page that was read anew holds other curves and may know
 * more, or less, than came over the line: the feed begins again from what it holds. Our own server checked every
 * message when it read it, so none is checked again here.
 */
export function useRunEvents(runId: number, page: PageState): RunFeed {
  const { log: base, cursor: start } = page;
  const over = isOver(page.status);
  const [feed, setFeed] = useState(() => beginFeed(page));
  if (feed.base !== base) setFeed(beginFeed(page));

  // External system: the run's server-sent events.
  useEffect(() => {
    if (over) return;
    let cursor = start;
    let waiting: LiveEvent[] = [];
    let drawing: ReturnType<typeof setTimeout> | undefined;
    const update = (change: (before: FeedState) => Partial<FeedState>) =>
      setFeed((before) => (before.base === base ? { ...before, ...change(before) } : before));
    const draw = () => {
      drawing = undefined;
      const news = waiting;
      waiting = [];
      update(({ log }) => ({ log: addEvents(log, news) }));
    };
    const end = holdLine({
      address: () => `/api/runs/${runId}/events?after=${cursor}`,
      onState: (line) => update(() => ({ line })),
      on: {
        message(data) {
          const next = JSON.parse(data) as LiveEvent;
          if (next.seq <= cursor) return;
          cursor = next.seq;
          waiting.push(next);
          drawing ??= setTimeout(draw, DRAW_EVERY);
        },
        status(data) {
          const { status } = JSON.parse(data) as LiveStatus;
          update(() => ({ status }));
        },
        // So much was missed that the page is better read anew.
        reset: () => location.reload(),
        end() {
          end();
          update(() => ({ line: "over" }));
        },
      },
    });
    return () => {
      end();
      clearTimeout(drawing);
    };
  }, [runId, base, start, over]);
  return { ...feed.log, status: feed.status, line: feed.line };
}

function beginFeed({ log, status }: PageState): FeedState {
  return { base: log, log, status, line: isOver(status) ? "over" : "open" };
}

function isOver(status: RunStatus): boolean {
  return status !== "running" && status !== "queued";
}
