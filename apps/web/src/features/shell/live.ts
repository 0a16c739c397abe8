"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";

/** A line of server-sent events. */
interface Line {
  /** Called whenever the line is opened, so that it can say where to continue. */
  readonly address: () => string;
  /** Handlers of events by name; `message` for those without one. */
  readonly on: Readonly<Record<string, (data: string) => void>>;
  readonly onState?: (state: "open" | "lost") => void;
}

/** A server that was restarted may take this long, in milliseconds, to answer again. */
const RETRY_AFTER = 2000;

/**
 * Keeps a line to the server open while the page is visible: a hidden tab closes it, because a browser
 * has six to a server and the seventh page would wait for ever. EventSource comes back by itself after a lost
 * connection; after an error answer it does not, so that is done here.
 *
 * @returns Closes the line.
 */
export function holdLine({ address, on, onState }: Line): () => void {
  let source: EventSource | null = null;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    source = new EventSource(address());
    source.onopen = () => onState?.("open");
    source.onerror = () => {
      onState?.("lost");
      if (source?.readyState === EventSource.CLOSED) retry = setTimeout(open, RETRY_AFTER);
    };
    for (const [name, take] of Object.entries(on)) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => take(data));
    }
  };
  const onVisibility = () => (document.visibilityState === "visible" ? open() : close());
  document.addEventListener("visibilitychange", onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    close();
  };
}

/** The time, second by second while `ticking`; at first the server's, so that both render the same. */
export function useClock(serverNow: Date, ticking: boolean): Date {
  const [now, setNow] = useState<Date | null>(null);
  // External system: the clock.
  useEffect(() => {
    if (!ticking) return;
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  // A reloaded page may be later than the last tick.
  return now !== null && now > serverNow ? now : serverNow;
}

/** Reads the page's data again every few seconds while somebody can see it. */
export function AutoRefresh({ seconds }: { seconds: number }) {
  const router = useRouter();
  // External system: the clock, and whether the tab is visible.
  useEffect(() => {
    const refresh = () => {
      if (document.visibilityState === "visible") router.refresh();
    };
    const timer = setInterval(refresh, seconds * 1000);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [router, seconds]);
  return null;
}
