/**
 * The SQLite result code behind an error of the driver, the adapter or Prisma; null if there is none.
 *
 * The low byte is the primary code (5 busy, 8 read-only, 10 I/O, 11 corrupt, 13 full, 14 cannot open, 26 no database).
 */
export function sqliteCode(error: unknown): number | null {
  // A chain, not a tree: Prisma keeps the adapter's error in `meta` or `cause`, the adapter the driver's fields.
  for (let current = error, depth = 0; isRecord(current) && depth < 8; depth++) {
    if (typeof current.rawCode === "number") return current.rawCode;
    if (typeof current.extendedCode === "number") return current.extendedCode;
    if (typeof current.originalCode === "string") return Number(current.originalCode);
    const opened = /Unable to open connection to local database .*: (\d+)"?\)/.exec(
      String(current.message),
    );
    if (opened) return Number(opened[1]);
    const meta = isRecord(current.meta) ? current.meta.driverAdapterError : undefined;
    current = meta ?? current.cause;
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
