import { rm } from "node:fs/promises";
import path from "node:path";
import { nameFault, visibleName } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import { z } from "zod";
import { artifactPath } from "../artifacts/artifacts.ts";
import type { Db, DbClient } from "../handle.ts";
import { databasePath, inTransaction } from "../handle.ts";
import { deriveStatus, thisHost } from "../runs/run-status.ts";

const LONGEST_NOTE = 10_000;

/** A new name; an empty one takes the name away. */
const Name = z.union([z.string().trim().length(0), visibleName(100)]);
const Tag = visibleName(50);
/** A tag that is there, however it came there. */
const KnownTag = z.string().trim().min(1).max(200);
/** Several lines of text that can be seen. */
const NoteText = z
  .string()
  .max(LONGEST_NOTE)
  .superRefine((text, context) => {
    for (const line of text.split(/\r\n|[\r\n\t]/)) {
      const fault = line.trim() === "" ? null : nameFault(line, LONGEST_NOTE);
      if (fault) context.addIssue({ code: "custom", message: fault });
    }
  });

/** What somebody may change about runs; what they logged is never among it. */
export const RunChange = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("rename"), name: Name }),
  /** An empty note takes the note away. Earlier notes are kept. */
  z.strictObject({ kind: z.literal("note"), text: NoteText }),
  z.strictObject({ kind: z.literal("tag"), name: Tag }),
  z.strictObject({ kind: z.literal("untag"), name: KnownTag }),
  z.strictObject({ kind: z.literal("pin") }),
  z.strictObject({ kind: z.literal("unpin") }),
  z.strictObject({ kind: z.literal("archive") }),
  z.strictObject({ kind: z.literal("unarchive") }),
  /** Into the bin: hidden, with everything it logged. */
  z.strictObject({ kind: z.literal("delete") }),
  z.strictObject({ kind: z.literal("restore") }),
  /** Out of the bin, for good. */
  z.strictObject({ kind: z.literal("purge") }),
  /** Asks the trainer to stop at its next batch. */
  z.strictObject({ kind: z.literal("stop") }),
]);
export type RunChange = z.output<typeof RunChange>;

/** Which runs, and what to change about them. */
export const RunChangeRequest = z.strictObject({
  ids: z.array(z.int().positive()).min(1).max(1000),
  change: RunChange,
});

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
    message: `Run ${running} is still running; nothing was deleted.`,
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
    message: `Run ${still} is not running any more.`,
    hint: "Reload the page to see how it ended.",
  });
}

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

/**
 * Removes the artifacts with these hashes that no run refers to any more. Only these: a file that this database
 * does not know may belong to a copy of it.
 *
 * It looks and removes under the write lock, so that no run begins to refer to a file in between. A run that found
 * the file in its place before that stores it again (`storeArtifact`, before and after its row is written).
 *
 * @throws {AppError} DATABASE_BUSY, DATABASE_READ_ONLY or DATABASE_CORRUPT; then the files are still there.
 */
async function removeUnused(db: Db, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  const home = path.dirname(databasePath(db));
  await inTransaction(db, async (tx) => {
    const known = await tx.artifact.findMany({
      where: { sha256: { in: [...hashes] } },
      select: { sha256: true },
    });
    const used = new Set(known.map(({ sha256 }) => sha256));
    const unused = [...new Set(hashes)].filter((hash) => !used.has(hash));
    // One that cannot be removed takes up room and does no other harm.
    await Promise.allSettled(unused.map(async (hash) => rm(artifactPath(home, hash))));
  });
}
