import { closeSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { artifactPath, type StoredArtifact } from "../artifacts/artifacts.ts";
import { Connection } from "../connection/connection.ts";
import type { Db } from "../handle.ts";
import { partialName } from "../partial-files.ts";
import type {
  DatasetRecord,
  ExperimentRecord,
  FoundNearDuplicates,
  SplitRecord,
} from "../records.ts";

import { fileIdentity } from "../seal/seal.ts";
import type { RescueLine } from "./rescue-line.ts";

/** What a process registered and logged; ids are those of the database. */
export interface Registered {
  readonly datasets: Map<number, { dataset: DatasetRecord; imageIds: readonly number[] }>;
  /** By data set. */
  readonly nearDuplicates: Map<number, FoundNearDuplicates>;
  readonly splits: Map<number, SplitRecord>;
  readonly experiments: Map<number, ExperimentRecord>;
}

/** Text that is kept in memory where no file can be written, in characters. */
const MOST_IN_MEMORY = 64 << 20;
/** Files of runs that are held open; a process may open about a thousand. */
const MOST_FILES = 200;

/**
 * Everything a process logs, a second time, for the case that its database is deleted, replaced or damaged under
 * it. Runs go to a file without a name: it costs no memory, and nothing of it is left behind, however the process
 * ends. Data sets are remembered as they were registered; files of runs are held open, which keeps
 * them readable when their folder is gone.
 */
export class Journal {
  readonly registered: Registered = {
    datasets: new Map(),
    nearDuplicates: new Map(),
    splits: new Map(),
    experiments: new Map(),
  };
  readonly files = new Map<string, { handle: FileHandle; bytes: number }>();
  readonly #folder: string;
  #fd: number | null = null;
  #size = 0;
  /** What the file could not take, and all after it. */
  readonly #unwritten: string[] = [];
  #unwrittenLength = 0;

  /** @param folder Where the file goes. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** True while no run was opened: there is nothing that could be lost. */
  get isEmpty(): boolean {
    return this.#size === 0 && this.#unwritten.length === 0;
  }

  /** @throws {AppError} DISK_FULL where there is room neither on the disk nor in memory. */
  append(line: RescueLine): void {
    const text = `${JSON.stringify(line)}\n`;
    if (this.#unwritten.length === 0 && this.#write(Buffer.from(text))) return;
    this.#unwritten.push(text);
    this.#unwrittenLength += text.length;
    if (this.#unwrittenLength <= MOST_IN_MEMORY) return;
    throw new AppError({
      code: "DISK_FULL",
      message: `There is no room in ${this.#folder} for what the run logs.`,
      hint: "Free some space, then run again.",
    });
  }

  /** Holds on to a stored file of a run. One that cannot be opened is left out. */
  async keepFile(home: string, { sha256, bytes }: StoredArtifact): Promise<void> {
    if (this.files.has(sha256) || this.files.size >= MOST_FILES) return;
    const handle = await open(artifactPath(home, sha256), "r").catch(() => null);
    if (handle) this.files.set(sha256, { handle, bytes });
  }

  /** All lines so far, each with its line break. */
  *lines(): Generator<string> {
    let rest = Buffer.alloc(0);
    const chunk = Buffer.alloc(1 << 20);
    for (let position = 0; this.#fd !== null && position < this.#size; ) {
      const length = Math.min(chunk.length, this.#size - position);
      const count = readSync(this.#fd, chunk, 0, length, position);
      if (count === 0) break;
      position += count;
      const text = Buffer.concat([rest, chunk.subarray(0, count)]);
      const end = text.lastIndexOf(0x0a) + 1;
      for (const line of text
        .subarray(0, end)
        .toString("utf8")
        .split(/(?<=\n)/))
        if (line) yield line;
      rest = text.subarray(end);
    }
    yield* this.#unwritten;
  }

  async close(): Promise<void> {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
    for (const { handle } of this.files.values()) await handle.close();
    this.files.clear();
  }

  /** @returns Whether all of it was written; a part of it does not count. */
  #write(bytes: Buffer): boolean {
    try {
      this.#fd ??= openNameless(this.#folder);
      if (writeSync(this.#fd, bytes, 0, bytes.length, this.#size) < bytes.length) return false;
      this.#size += bytes.length;
      return true;
    } catch {
      return false;
    }
  }
}

/** A new file that has no name any more: the system removes it with the process. */
function openNameless(folder: string): number {
  const name = partialName(path.join(folder, "journal"));
  const fd = openSync(name, "wx+", 0o600);
  rmSync(name, { force: true });
  return fd;
}

const journals = new WeakMap<Db, Journal>();

export function keepJournal(db: Db, folder: string): void {
  journals.set(db, new Journal(folder));
}

/** The journal of `db`; undefined where none is kept. */
export function journalOf(db: Db): Journal | undefined {
  return journals.get(db);
}

interface Files {
  readonly path: string;
  readonly database: string | null;
  /** Of the write-ahead log; null until there is one. It lives as long as any process has the database open. */
  log: string | null;
}

const files = new WeakMap<Db, Files>();

/** Remembers which file `db` is on: it can be taken away while a program writes, and SQLite would not notice. */
export function watchFile(db: Db, path: string): void {
  files.set(db, { path, database: fileIdentity(path), log: null });
}

function pathOf(db: Db): string {
  return files.get(db)?.path ?? "graft.db";
}

/**
 * Makes sure that the file `db` was opened on is still in its place, with its log.
 *
 * @throws {AppError} DATABASE_LOST if it was deleted, moved or replaced: what is written goes nowhere.
 */
export function requireSameFile(db: Db): void {
  const opened = files.get(db);
  if (!opened) return;
  const { path } = opened;
  const now = fileIdentity(path);
  if (now !== opened.database) throw lost(path, now === null ? "deleted or moved" : "replaced");
  const log = fileIdentity(`${path}-wal`);
  if (opened.log !== null && log !== opened.log)
    throw lost(path, "cut off from its log (graft.db-wal)");
  opened.log ??= log;
}

/**
 * Looks at a run as the next program will, on a connection of its own: a file that was overwritten in its place
 * still seems whole to the connection that wrote it.
 *
 * @throws {AppError} DATABASE_LOST if what was written is not there.
 */
export async function readBack(
  db: Db,
  runId: number,
  expected: { readonly events: number; readonly predictions: number },
): Promise<void> {
  const found = await count(db, runId).catch((error: unknown) => {
    throw lost(pathOf(db), "overwritten or damaged", error);
  });
  const isThere = found?.events === expected.events && found.predictions === expected.predictions;
  if (!isThere) throw lost(pathOf(db), "overwritten or damaged");
}

/** What a run consists of on the disk; null if there is no such run. */
async function count(
  db: Db,
  runId: number,
): Promise<{ events: unknown; predictions: unknown } | null> {
  const connection = new Connection(pathOf(db), { readOnly: true });
  try {
    const { rows } = await connection.execute(
      `SELECT (SELECT count(*) FROM RunEvent WHERE runId = run.id),
              (SELECT count(*) FROM Prediction WHERE runId = run.id)
       FROM Run run WHERE id = ?`,
      [runId],
    );
    return rows[0] ? { events: rows[0][0], predictions: rows[0][1] } : null;
  } finally {
    connection.close();
  }
}

/** The failure behind an error of a write that makes no sense by itself: the run is not in the file any more. */
export async function explainFailure(db: Db, runId: number, error: unknown): Promise<unknown> {
  if (error instanceof AppError) return error;
  try {
    if (await count(db, runId)) return error;
  } catch {
    // Nor can the file be read.
  }
  return lost(pathOf(db), "overwritten or damaged", error);
}

function lost(path: string, how: string, cause?: unknown): AppError {
  return new AppError({
    code: "DATABASE_LOST",
    message: `The database ${path} was ${how} while a run was written to it.`,
    hint: "Keep other programs from its folder while a trainer is running.",
    ...(cause !== undefined && { cause }),
  });
}
