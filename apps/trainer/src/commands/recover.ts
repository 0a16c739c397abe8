import { open, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { closeDb, openDb } from "@graft/db";
import { dbPath } from "@graft/db/home";
import { recoverRescue, type Salvage, salvageDatabase } from "@graft/db/rescue";
import { counted, printable } from "../messages.ts";
import { textTable } from "../report/text-table.ts";

/**
 * `trainer recover FILE`: reads a rescue file into the database, or makes a sound database of a damaged one. Exit
 * status 0 when everything is back, 1 when something stayed lost.
 */
export async function recoverCommand(
  file: string | undefined,
  options: { json?: true },
): Promise<void> {
  const target = path.resolve(file ?? dbPath());
  await requireRegularFile(target);
  if (await looksLikeRescue(target)) await readRescue(target, options);
  else await salvage(target, options);
}

async function readRescue(file: string, { json }: { json?: true }): Promise<void> {
  const database = dbPath();
  const db = await openDb({ path: database });
  try {
    const { runs, added, complete } = await recoverRescue(db, file);
    process.exitCode = complete ? 0 : 1;
    if (json) {
      console.log(JSON.stringify({ kind: "rescue", database, runs, added, complete }));
      return;
    }
    console.log(
      added === 0
        ? printable(`${database} has all of it already: ${listOf(runs)}.`)
        : printable(`Recovered ${listOf(runs)} into ${database}.`),
    );
    if (!complete) {
      console.error("The file ends before its last line or lacks a piece: what is whole was read.");
    }
  } finally {
    await closeDb(db);
  }
}

function listOf(runs: readonly number[]): string {
  return runs.length === 0 ? "no run" : `${runs.length === 1 ? "run" : "runs"} ${runs.join(", ")}`;
}

async function salvage(file: string, { json }: { json?: true }): Promise<void> {
  const result = await salvageDatabase(file);
  const damaged = result.tables.filter(({ lost, gaps }) => lost + gaps > 0);
  process.exitCode = damaged.length + result.lostPages === 0 ? 0 : 1;
  if (json) {
    console.log(JSON.stringify({ kind: "database", database: file, ...result }));
    return;
  }
  console.log(printable(describe(file, result)));
  if (damaged.length === 0) return;
  const rows = damaged.map(({ table, saved, lost, gaps }) => [
    table,
    String(saved),
    gaps > 0
      ? `${lost} and ${gaps === 1 ? "a stretch" : `${gaps} stretches`} of unknown length`
      : String(lost),
  ]);
  console.log(`\n${textTable([["table", "rows saved", "rows lost"], ...rows])}`);
}

function describe(file: string, { outcome, kept, lostPages, tables }: Salvage): string {
  switch (outcome) {
    case "sound":
      return `${file} is sound: there is nothing to recover.`;
    case "repaired":
      return `Repaired ${file}: every byte is as Graft wrote it. The damaged file is ${kept}.`;
    case "copied": {
      const saved = tables.reduce((sum, table) => sum + table.saved, 0);
      return `Copied ${counted(saved, "row")} that can be read into a new ${file}. The damaged file is ${kept}.${lostPages > 0 ? ` ${counted(lostPages, "page")} of it held more damage than can be undone; what was there is gone.` : ""}`;
    }
  }
}

async function requireRegularFile(file: string): Promise<void> {
  const stats = await stat(file).catch(() => null);
  if (stats?.isFile()) return;
  throw new AppError({
    code: "RESCUE_INVALID",
    message: stats ? `${file} is not a file.` : `There is no file ${file}.`,
    hint: "Name the file that the failed run wrote (graft-rescue-*.jsonl), or a damaged graft.db.",
  });
}

/** A database begins otherwise, whatever bit of it flipped. */
async function looksLikeRescue(name: string): Promise<boolean> {
  const file = await open(name, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.toString("latin1", 0, bytesRead).startsWith('{"type"');
  } finally {
    await file.close();
  }
}
