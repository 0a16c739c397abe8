import { inTransaction } from "../in-transaction.ts";
import type { Db, DbClient } from "../open-db.ts";

/** A view of the table of runs under a name: the query of its address. */
export interface SavedView {
  readonly name: string;
  readonly query: string;
}

/** All saved views, by name. */
export async function readSavedViews(db: DbClient): Promise<SavedView[]> {
  return await db.savedView.findMany({
    orderBy: { name: "asc" },
    select: { name: true, query: true },
  });
}

/** Keeps a view; one of the same name is replaced. @throws {AppError} As `inTransaction`. */
export async function saveView(db: Db, { name, query }: SavedView): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.savedView.upsert({ where: { name }, create: { name, query }, update: { query } });
  });
}

/** Forgets a view; the runs in it stay as they are. @throws {AppError} As `inTransaction`. */
export async function removeView(db: Db, name: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.savedView.deleteMany({ where: { name } });
  });
}
