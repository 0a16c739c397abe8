import { AppError } from "@graft/core/contract/errors";
import { removeUnused } from "../artifacts/remove-unused.ts";
import { inTransaction } from "../in-transaction.ts";
import type { Db, DbClient } from "../open-db.ts";
import { deriveStatus } from "../runs/derive-status.ts";
import { thisHost } from "../runs/this-host.ts";
import type { RunChange } from "./run-change.ts";

/**
 * Changes runs, all of them or none. Of runs that go for good, the files that no other run refers to go as well.
 *
 * @throws {AppError} RUN_NOT_FOUND; RUN_RUNNING when a run that works is to be deleted; RUN_NOT_RUNNING when
 *   one that does not is to be stopped; RUN_NOT_IN_BIN when one that is not there is to go for good; DATABASE_BUSY, DATABASE_READ_ONLY, DATABASE_CORRUPT or DISK_FULL.
 */
export async function changeRuns(db: Db, ids: readonly number[], change: RunChange): Promise<void> {
  const wanted = [...new Set(ids)];
  let files: string[] = [];
  await inTransaction(db, async (tx) => {
    await requireRuns(tx, wanted);
    if (change.kind === "purge") files = await readFilesOf(tx, wanted);
    await apply(tx, wanted, change);
  });
  // Not before the runs are gone for certain.
  await removeUnused(db, files);
}

async function readFilesOf(tx: DbClient, ids: readonly number[]): Promise<string[]> {
  const rows = await tx.artifact.findMany({
    where: { runId: { in: [...ids] } },
    select: { sha256: true },
  });
  return rows.map(({ sha256 }) => sha256);
}

async function apply(tx: DbClient, ids: number[], change: RunChange): Promise<void> {
  const now = new Date();
  const set = (data: Parameters<typeof tx.run.updateMany>[0]["data"]) =>
    tx.run.updateMany({ where: { id: { in: ids } }, data });
  switch (change.kind) {
    case "rename":
      await set({ name: change.name === "" ? null : change.name });
      return;
    case "note":
      await tx.note.createMany({ data: ids.map((runId) => ({ runId, text: change.text })) });
      return;
    case "tag":
      for (const runId of ids) {
        const key = { runId, name: change.name };
        await tx.tag.upsert({ where: { runId_name: key }, create: key, update: {} });
      }
      return;
    case "untag":
      await tx.tag.deleteMany({ where: { runId: { in: ids }, name: change.name } });
      return;
    case "pin":
      await set({ pinnedAt: now });
      return;
    case "unpin":
      await set({ pinnedAt: null });
      return;
    case "archive":
      await set({ archivedAt: now });
      return;
    case "unarchive":
      await set({ archivedAt: null });
      return;
    case "delete":
      await requireStill(tx, ids);
      await set({ deletedAt: now });
      return;
    case "restore":
      await set({ deletedAt: null });
      return;
    case "purge":
      await requireStill(tx, ids);
      await requireInBin(tx, ids);
      await tx.run.deleteMany({ where: { id: { in: ids } } });
      return;
    case "stop":
      await requireRunning(tx, ids);
      await set({ stopRequestedAt: now });
      return;
  }
}

async function requireRuns(tx: DbClient, ids: readonly number[]): Promise<void> {
  const found = await tx.run.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  const known = new Set(found.map(({ id }) => id));
  const missing = ids.find((id) => !known.has(id));
  if (missing === undefined) return;
  throw new AppError({
    code: "RUN_NOT_FOUND",
    message: `There is no run ${missing}; nothing was changed.`,
    hint: "Reload the page: it may have been deleted for good.",
  });
}

async function findRunning(tx: DbClient, ids: readonly number[]): Promise<number[]> {
  const runs = await tx.run.findMany({ where: { id: { in: [...ids] }, status: "running" } });
  const [now, here] = [new Date(), thisHost()];
  return runs.filter((run) => deriveStatus(run, now, here) === "running").map(({ id }) => id);
}

async function requireStill(tx: DbClient, ids: readonly number[]): Promise<void> {
  const [running] = await findRunning(tx, ids);
  if (running === undefined) return;
  throw new AppError({
    code: "RUN_RUNNING",
    message: `Run ${running} is at work; nothing was deleted.`,
    hint: "Stop it first; what it logged is kept.",
  });
}

/** Nothing goes for good in one step, nor what somebody took out of the bin in the meantime. */
async function requireInBin(tx: DbClient, ids: readonly number[]): Promise<void> {
  const outside = await tx.run.findFirst({
    where: { id: { in: [...ids] }, deletedAt: null },
    select: { id: true },
  });
  if (outside === null) return;
  throw new AppError({
    code: "RUN_NOT_IN_BIN",
    message: `Run ${outside.id} is not in the bin any more; nothing was deleted.`,
    hint: "Reload the page to see what is in the bin.",
  });
}

async function requireRunning(tx: DbClient, ids: readonly number[]): Promise<void> {
  const running = await findRunning(tx, ids);
  const still = ids.find((id) => !running.includes(id));
  if (still === undefined) return;
  throw new AppError({
    code: "RUN_NOT_RUNNING",
    message: `Run ${still} is not at work any more.`,
    hint: "Reload the page to see how it ended.",
  });
}
