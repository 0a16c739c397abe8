import { constants, type Stats, type StatsBase } from "node:fs";
import { open, stat } from "node:fs/promises";
import type { AppError } from "@graft/core/contract/errors";

/** Why a path cannot be read as a file. */
export interface FileProblem {
  readonly kind: "missing" | "folder" | "special" | "too large" | "unreadable";
  /** What follows the path in a sentence, such as `is a folder`. */
  readonly words: string;
  readonly cause?: unknown;
}

interface ReadOptions {
  /** A longer file is refused. */
  readonly maxBytes: number;
  /** The error of a path that cannot be read. */
  readonly refuse: (problem: FileProblem) => AppError;
}

/**
 * The bytes of an ordinary file. A device, pipe or socket is never opened, since reading it may never
 * end; nor is more read than `maxBytes`, whatever the file's own idea of its length.
 *
 * @throws {AppError} as `refuse` makes it.
 */
export async function readRegularFile(
  path: string,
  { maxBytes, refuse }: ReadOptions,
): Promise<Buffer> {
  const tooLarge = (bytes: string) =>
    refuse({ kind: "too large", words: `has ${bytes} bytes; at most ${maxBytes} are read` });
  try {
    requireRegular(await stat(path), refuse);
    // It may be another file by now: a pipe would block without the flag.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stats = await file.stat();
      requireRegular(stats, refuse);
      if (stats.size > maxBytes) throw tooLarge(String(stats.size));
      const chunks: Buffer[] = [];
      let length = 0;
      for (;;) {
        const room = Buffer.allocUnsafe(Math.min(2 ** 26, Math.max(stats.size - length, 2 ** 16)));
        const { bytesRead } = await file.read(room, 0, room.length, null);
        if (bytesRead === 0) break;
        length += bytesRead;
        if (length > maxBytes) throw tooLarge(`more than ${maxBytes}`);
        chunks.push(room.subarray(0, bytesRead));
      }
      return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw isOfSystem(error) ? refuse(problemOf(error)) : error;
  }
}

/** What is wrong with a path that should be an ordinary file, or null. */
export function irregularity(stats: StatsBase<number | bigint>): FileProblem | null {
  if (stats.isFile()) return null;
  if (stats.isDirectory()) return { kind: "folder", words: "is a folder, not a file" };
  const what = stats.isFIFO() ? "pipe" : stats.isSocket() ? "socket" : "device";
  return { kind: "special", words: `is a ${what}, not a file` };
}

function requireRegular(stats: Stats, refuse: ReadOptions["refuse"]): void {
  const problem = irregularity(stats);
  if (problem) throw refuse(problem);
}

function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && ("syscall" in error || isBadArgument(error));
}

/** A path with a NUL in it never reaches the system. */
function isBadArgument(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_INVALID_ARG_VALUE";
}

function problemOf(error: NodeJS.ErrnoException): FileProblem {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") {
    return { kind: "missing", words: "does not exist", cause: error };
  }
  const reasons: Record<string, string> = {
    EACCES: "permission denied",
    EPERM: "permission denied",
    ELOOP: "its links go in a circle",
    ENAMETOOLONG: "its name is too long",
    EIO: "the disk reports an error",
    ERR_INVALID_ARG_VALUE: "its name has a NUL in it",
  };
  const reason = reasons[error.code ?? ""] ?? error.code ?? error.message;
  return { kind: "unreadable", words: `cannot be read: ${reason}`, cause: error };
}
