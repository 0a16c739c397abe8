import { AppError } from "@graft/core/errors";
import { quoted } from "../printable.ts";

/** Turns what the file system said when something was written into an error with a remedy. */
export function storageFault(error: unknown, path: string): AppError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(path, message, error);
  return new AppError({
    code: "OUTPUT_NOT_WRITABLE",
    message: `${quoted(path)} cannot be written: ${message}.`,
    hint: "Check that the folder exists and that you may write to it, or set GRAFT_HOME to another one.",
    cause: error,
  });
}

export function diskFull(path: string, details: string, cause?: unknown): AppError {
  return new AppError({
    code: "DISK_FULL",
    message: `There is not enough space to write ${quoted(path)}: ${details}.`,
    hint: "Free some space, or set GRAFT_HOME to a folder on another disk.",
    cause,
  });
}
