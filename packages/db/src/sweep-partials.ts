import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { hostKey, startOf } from "./partial-files.ts";

/** An unfinished file that says nothing of a living owner is left behind after so long, in milliseconds. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000;
/** As `partialName` gives them, with what SQLite puts beside; and the names that Graft gave before. */
const OWNED = /\.([0-9a-z-]+)\.(\d+)-(\d*)-[0-9a-f]{12}\.partial(?:\.new)?(?:-wal|-shm)?$/;
const UNOWNED = /\.[0-9a-f]{8}-[0-9a-f-]{27}\.(?:partial|tmp)$/;
const OUR_NAMES = /^(?:graft\.db|recover|journal)\./;
const OUR_FOLDERS = ["artifacts", "backbones", "cache", "checkpoints"];
/** Folders below these are no deeper. */
const DEEPEST = 5;

/**
 * Removes what processes that are gone left unfinished in Graft's home folder. What belongs to a living process, or
 * may belong to one on another machine, stays. It never fails.
 *
 * @returns What was removed.
 */
export async function sweepPartials(home: string): Promise<string[]> {
  const removed: string[] = [];
  // The home may be somebody's own folder: in it, only names of ours.
  await sweep(home, { depth: DEEPEST, isOurs: (name) => OUR_NAMES.test(name) }, removed);
  for (const folder of OUR_FOLDERS) {
    await sweep(path.join(home, folder), { depth: 0, isOurs: () => true }, removed);
  }
  return removed;
}

interface Sweep {
  readonly depth: number;
  readonly isOurs: (name: string) => boolean;
}

async function sweep(folder: string, options: Sweep, removed: string[]): Promise<void> {
  const { depth, isOurs } = options;
  const entries = await readdir(folder, { withFileTypes: true }).catch((): Dirent[] => []);
  for (const entry of entries) {
    const file = path.join(folder, entry.name);
    if (isOurs(entry.name) && (await isAbandoned(file, entry.name))) {
      const gone = await rm(file, { recursive: true, force: true }).then(
        () => true,
        () => false,
      );
      if (gone) removed.push(file);
    } else if (entry.isDirectory() && depth < DEEPEST) {
      await sweep(file, { ...options, depth: depth + 1 }, removed);
    }
  }
}

async function isAbandoned(file: string, name: string): Promise<boolean> {
  const owned = OWNED.exec(name);
  if (!owned && !UNOWNED.test(name)) return false;
  const [, host, pid, start] = owned ?? [];
  if (host === hostKey()) {
    const now = startOf(Number(pid));
    return now === null || (now !== "" && start !== "" && now !== start);
  }
  const stats = await stat(file).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs > ABANDONED_AFTER;
}
