import type { ExperimentEvent, Reporter } from "./reporter.ts";

/** One JSON object per line; the event of a run carries the run's number beside its own fields. */
export function jsonReporter(write: (line: string) => void): Reporter {
  return {
    report(event) {
      write(`${JSON.stringify(flatten(event), withoutCauses)}\n`);
    },
    close() {},
  };
}

/** A thrown error is for people who look for a fault; a program has its message. */
function withoutCauses(key: string, value: unknown): unknown {
  return key === "cause" ? undefined : value;
}

function flatten(event: ExperimentEvent): object {
  if (event.type !== "run") return event;
  const { run, method, repeat } = event;
  return { ...event.event, run, method, repeat };
}
