import { AppError } from "@graft/core/contract/errors";

/** An installation that cannot go on: what is missing, and how to get it. */
export function installError(message: string, hint: string, cause?: unknown): AppError {
  return new AppError({ code: "DEVICE_UNAVAILABLE", message, hint, cause });
}

export function diskFull(folder: string, detail: string): AppError {
  return new AppError({
    code: "DISK_FULL",
    message: `Too little space in ${folder}: ${detail}`,
    hint: "Make room there, or name another folder with the environment variable GRAFT_BACKENDS.",
  });
}

const NO_SPACE = /ENOSPC|No space left on device|Disk quota exceeded/;

/** Whether a program or a system call failed for want of space. */
export function isNoSpace(text: string): boolean {
  return NO_SPACE.test(text);
}
