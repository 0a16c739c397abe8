import type { LiveEvent } from "./live-message.ts";

/** What the run said in words. */
export function LogSection({ events }: { events: readonly LiveEvent[] }) {
  const lines = events.flatMap(({ seq, at, event }) =>
    event.type === "log" ? [{ seq, at, level: event.level, message: event.message }] : [],
  );
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby="log" className="panel p-4">
      <h2 className="section-title mb-2 scroll-mt-16" id="log">
        Log
      </h2>
      <ol className="space-y-1.5 text-sm">
        {lines.map(({ seq, at, level, message }) => (
          <li className={`break-words ${level === "warning" ? "text-warn" : ""}`} key={seq}>
            <time
              className="mr-2 text-faint text-xs tabular-nums"
              dateTime={at}
              // The browser may be in another time zone than the server.
              suppressHydrationWarning
            >
              {new Date(at).toLocaleTimeString("en-GB")}
            </time>
            {level === "warning" ? <strong className="font-medium">Warning: </strong> : null}
            {message}
          </li>
        ))}
      </ol>
    </section>
  );
}
