import type { RunTableRow } from "@graft/db";

/** A row of the table as it travels in an event: times are ISO 8601. */
type WireRow = {
  readonly [K in keyof RunTableRow]: RunTableRow[K] extends Date | null
    ? string | null
    : RunTableRow[K];
};

/** Rows that the server sends when they change. */
export interface LiveRows {
  /** When the server had read them, in milliseconds of its clock. */
  readonly at: number;
  readonly rows: readonly WireRow[];
}

/** The last version sent of each run, by id. */
export type RowPatches = ReadonlyMap<
  number,
  { readonly at: number; readonly row: Omit<RunTableRow, "settings" | "extra"> }
>;

/** The row as it is sent. */
export function toWire(row: RunTableRow): WireRow {
  return {
    ...row,
    startedAt: row.startedAt?.toISOString() ?? null,
    heartbeatAt: row.heartbeatAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

/** Adds the rows of an event. The server wrote them, so they are not checked. */
export function addPatches(known: RowPatches, { at, rows }: LiveRows): RowPatches {
  return new Map([...known, ...rows.map((wire) => [wire.id, { at, row: toRow(wire) }] as const)]);
}

/**
 * The rows of a page with the changes sent since it was read. Changes sent earlier are older than the page;
 * those sent while it was read are applied, because the server sends a row again if it differs.
 *
 * @param readAt When the server began to read the page.
 */
export function patchRows(
  rows: readonly RunTableRow[],
  patches: RowPatches,
  readAt: Date,
): readonly RunTableRow[] {
  return rows.map((row) => {
    const patch = patches.get(row.id);
    return patch && patch.at >= readAt.getTime() ? { ...row, ...patch.row } : row;
  });
}

/** Extra columns and the group of equal settings are read with the page alone. */
function toRow({ settings: _settings, extra: _extra, ...wire }: WireRow) {
  return {
    ...wire,
    startedAt: toTime(wire.startedAt),
    heartbeatAt: toTime(wire.heartbeatAt),
    finishedAt: toTime(wire.finishedAt),
  };
}

function toTime(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
