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

/** The state of a run when the server rendered the page. */
interface PageState {
  readonly log: RunLog;
  /** The number of the last event. */
  readonly cursor: number;
  readonly status: RunStatus;
}

interface FeedState {
  /** The log of the page, which the feed continues. */
  readonly base: RunLog;
  readonly log: RunLog;
  readonly status: RunStatus;
  readonly line: RunFeed["line"];
}

/** Milliseconds within which events are drawn together: there may be fifty in a second. */
const DRAW_EVERY = 100;

/**
 * The log of a run, kept up to date while it runs. A reloaded page holds other curves and may know
 * more, or less, than the feed has sent: the feed then starts again from the page. The server checked every
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
        // Too much was missed: the page is reloaded.
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
