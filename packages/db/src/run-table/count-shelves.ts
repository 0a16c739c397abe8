import { z } from "zod";
import type { DbClient } from "../open-db.ts";
import type { RunShelf } from "./read-run-table.ts";

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
