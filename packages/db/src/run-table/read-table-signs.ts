import type { DbClient } from "../open-db.ts";

/** What tells, for little, whether the table of runs has changed. */
export interface TableSigns {
  /** The highest id; 0 if there is no run. */
  readonly newest: number;
  /** Runs that say they are running. */
  readonly running: readonly number[];
}

export async function readTableSigns(db: DbClient): Promise<TableSigns> {
  const newest = await db.run.findFirst({ orderBy: { id: "desc" }, select: { id: true } });
  const running = await db.run.findMany({
    where: { status: "running", deletedAt: null },
    select: { id: true },
  });
  return { newest: newest?.id ?? 0, running: running.map(({ id }) => id) };
}
