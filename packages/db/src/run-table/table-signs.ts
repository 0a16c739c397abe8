import { z } from "zod";
import type { DbClient } from "../handle.ts";
import type { RunShelf } from "./read-run-table.ts";

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

const Counts = z.tuple([
  z.object({
    active: z.coerce.number(),
    archived: z.coerce.number(),
    deleted: z.coerce.number(),
  }),
]);

/** How many runs are at hand, put away and in the bin. */
export async function countShelves(db: DbClient): Promise<Readonly<Record<RunShelf, number>>> {
  const [counts] = Counts.parse(
    await db.$queryRawUnsafe(
      `SELECT count(*) FILTER (WHERE deletedAt IS NULL AND archivedAt IS NULL) AS active,
         count(*) FILTER (WHERE deletedAt IS NULL AND archivedAt IS NOT NULL) AS archived,
         count(*) FILTER (WHERE deletedAt IS NOT NULL) AS deleted
       FROM "Run"`,
    ),
  );
  return counts;
}
