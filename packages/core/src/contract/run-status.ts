/** `crashed` is derived, never stored: a running run whose process is gone or whose heartbeat is old. */
export const RUN_STATUSES = [
  "queued",
  "running",
  "finished",
  "failed",
  "cancelled",
  "crashed",
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];
