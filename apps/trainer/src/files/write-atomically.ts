import {
  access,
  constants,
  type FileHandle,
  mkdir,
  open,
  rename,
  rm,
  statfs,
} from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { partialName } from "@graft/db/partial-files";
import { quoted } from "../messages.ts";

/** Node cannot write 2 GiB or more at once. */
const CHUNK = 2 ** 28;

/**
 * Writes a file so that a reader sees all of it or none: under a temporary name beside it, flushed to
 * disk, then renamed. Two processes may write the same file; the last one wins.
 *
 * @param parts Written one after the other.
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE.
 */
export async function writeAtomically(path: string, parts: readonly Uint8Array[]): Promise<void> {
  await fillAtomically(path, async (file) => {
    for (const part of parts) await writeAll(file, part);
  });
}

/**
 * The same for a file that is written in pieces as they come.
 *
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE; and what `fill` throws of its own.
 */
export async function fillAtomically(
  path: string,
  fill: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const temporary = partialName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, "wx");
    try {
      await fill(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {
      // What matters is why the write failed, not that its remains stay.
    });
    const isOfSystem = error instanceof Error && "syscall" in error;
    throw isOfSystem ? storageFault(error, path) : error;
  }
}

/**
 * Checks that a folder can be written to and has room, so that a long job does not fail at its end.
 *
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE.
 */
export async function requireRoom(folder: string, bytes: number): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize >= bytes) return;
  } catch (error) {
    throw storageFault(error, folder);
  }
  throw diskFull(folder, `${(bytes / 2 ** 20).toFixed(0)} MiB are needed`);
}

/**
 * Writes bytes to the last one: a disk that is nearly full takes a part of them, and only then says so.
 *
 * @param position Where in the file; after what was written before, if left out.
 */
export async function writeAll(
  file: FileHandle,
  bytes: Uint8Array,
  position: number | null = null,
): Promise<void> {
  let offset = 0;
  while (offset < bytes.length) {
    const length = Math.min(CHUNK, bytes.length - offset);
    const at = position === null ? null : position + offset;
    const { bytesWritten } = await file.write(bytes, offset, length, at);
    offset += bytesWritten;
  }
}

/** Variables of the environment that choose a folder which Graft writes to. */
type FolderSetting = "GRAFT_HOME" | "GRAFT_MODELS";

/**
 * Turns what the file system said when something was written into an error with a remedy.
 *
 * @param setting What chooses another place for `path`.
 */
export function storageFault(
  error: unknown,
  path: string,
  setting: FolderSetting = "GRAFT_HOME",
): AppError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return diskFull(path, message, { cause: error, setting });
  }
  return new AppError({
    code: "OUTPUT_NOT_WRITABLE",
    message: `${quoted(path)} cannot be written: ${message}.`,
    hint: `Check that the folder exists and that you may write to it, or set ${setting} to another one.`,
    cause: error,
  });
}

function diskFull(
  path: string,
  details: string,
  { cause, setting = "GRAFT_HOME" }: { cause?: unknown; setting?: FolderSetting } = {},
): AppError {
  return new AppError({
    code: "DISK_FULL",
    message: `There is not enough space to write ${quoted(path)}: ${details}.`,
    hint: `Free some space, or set ${setting} to a folder on another disk.`,
    cause,
  });
}
