import { AppError } from "@graft/core/contract/errors";
import { quoted } from "../printable.ts";

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

export function diskFull(
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
