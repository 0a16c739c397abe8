import type { RunTableRow } from "@graft/db";

/** A row of the table as it travels in an event: times are ISO 8601. */
export type WireRow = {
  readonly [K in keyof RunTableRow]: RunTableRow[K] extends Date | null
    ? string | null
    : RunTableRow[K];
};

/** The row again. Our own server wrote it, so it is not checked. */
export function toRow(wire: WireRow): RunTableRow {
  return {
    ...wire,
    startedAt: time(wire.startedAt),
    heartbeatAt: time(wire.heartbeatAt),
    finishedAt: time(wire.finishedAt),
  };
}

function time(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
