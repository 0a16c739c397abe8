import { randomUUID } from "node:crypto";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { isRunning } from "../../../files/user-cache.ts";
import { storageFault } from "../../../files/write-atomically.ts";
import type { Target } from "./fetch-file.ts";

/** After so long a folder of another machine counts as left behind. */
const ABANDONED_AFTER_MS = 24 * 60 * 60 * 1000;
/** Folder of the downloads that are not ready; no model's folder begins with a dot. */
export const WORK_FOLDERS = ".downloads";

/** A download in the making, in a folder that belongs to this process alone. */
export interface WorkFolder {
  /** Holds the model's files only. */
  readonly modelFolder: string;
  /** Where one of the model's files grows. */
  target(path: string): Target;
  /**
   * Moves the model to its place in one step, or leaves what another process has put there.
   *
   * @param replace Whether what lies there is to go.
   * @returns Whether the model that lies there is this one.
   */
  publish(place: string, options: { replace: boolean }): Promise<boolean>;
  discard(): Promise<void>;
}

/**
 * A folder for one download. What an interrupted process left of the same download is taken over: only
 * one process can rename it, so that two that pull at once never write to the same file.
 *
 * @param name Of the model's folder in `home`.
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE.
 */
export async function openWorkFolder(home: string, name: string): Promise<WorkFolder> {
  const parent = join(home, WORK_FOLDERS);
  const folder = join(parent, [name, hostname(), process.pid, randomUUID()].join("@"));
  try {
    await mkdir(parent, { recursive: true });
    await takeOver(parent, { name, folder });
    await mkdir(join(folder, "model"), { recursive: true });
    await mkdir(join(folder, "marks"), { recursive: true });
  } catch (error) {
    throw storageFault(error, folder, "GRAFT_MODELS");
  }
  return {
    modelFolder: join(folder, "model"),
    target: (path) => ({
      path: join(folder, "model", path),
      markPath: join(folder, "marks", encodeURIComponent(path)),
    }),
    async publish(place, { replace }) {
      if (replace) await rename(place, join(folder, "replaced")).catch(ignoreMissing);
      const isOurs = await moveInto(join(folder, "model"), place);
      await rm(folder, { recursive: true, force: true });
      return isOurs;
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

async function takeOver(
  parent: string,
  { name, folder }: { name: string; folder: string },
): Promise<boolean> {
  for (const entry of await readdir(parent)) {
    const [model, host, pid] = entry.split("@");
    const isSame = model === name && (await isAbandoned(join(parent, entry), { host, pid }));
    if (!isSame) continue;
    try {
      await rename(join(parent, entry), folder);
      return true;
    } catch {
      // Another process was faster.
    }
  }
  return false;
}

async function isAbandoned(
  path: string,
  { host, pid }: { host: string | undefined; pid: string | undefined },
): Promise<boolean> {
  if (host === hostname() && !isRunning(Number(pid))) return true;
  const stats = await stat(path).catch(() => null);
  return stats !== null && Date.now() - stats.mtimeMs > ABANDONED_AFTER_MS;
}

async function moveInto(folder: string, place: string): Promise<boolean> {
  try {
    await rename(folder, place);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTEMPTY" || code === "EEXIST") return false; // another process was first
    throw storageFault(error, place, "GRAFT_MODELS");
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw storageFault(error, error.path ?? "", "GRAFT_MODELS");
}
