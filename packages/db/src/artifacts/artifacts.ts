import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { AppError } from "@graft/core/contract/errors";
import { partialName } from "../partial-files.ts";

/** A file that a run made. */
export interface Artifact {
  readonly kind: string;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface StoredArtifact {
  /** SHA-256 of the content, in hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/**
 * Keeps a file that a run made under its hash, once per content: all of it or nothing, readable by its
 * owner only.
 *
 * @throws {AppError} DISK_FULL or OUTPUT_NOT_WRITABLE.
 */
export async function storeArtifact(home: string, bytes: Uint8Array): Promise<StoredArtifact> {
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const target = artifactPath(home, sha256);
  try {
    await keep(target, bytes);
  } catch (error) {
    throw toOutputError(error, target);
  }
  return { sha256, bytes: bytes.length };
}

/**
 * Where the artifact with this hash is kept; it need not exist.
 *
 * @throws {AppError} OUT_OF_RANGE for anything but 64 hex digits, so that no other file can be named.
 */
export function artifactPath(home: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: `"${sha256.slice(0, 80)}" is not a SHA-256 in lower-case hex.`,
      hint: "Take the hash from the run's list of artifacts.",
    });
  }
  return path.join(home, "artifacts", sha256.slice(0, 2), sha256);
}

async function keep(target: string, bytes: Uint8Array): Promise<void> {
  const stored = await stat(target).catch(() => null);
  if (stored?.size === bytes.length) return;
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  const partial = partialName(target);
  try {
    const file = await open(partial, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      // Before it gets its name: after a power cut there is the whole file or none.
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

function toOutputError(error: unknown, target: string): AppError {
  const full = ["ENOSPC", "EDQUOT"].includes(String((error as NodeJS.ErrnoException).code));
  return new AppError({
    code: full ? "DISK_FULL" : "OUTPUT_NOT_WRITABLE",
    message: `The artifact ${target} cannot be written (${(error as Error).message}).`,
    hint: full
      ? "Free some space, then run again."
      : "Allow writing to that folder, or choose another one with GRAFT_HOME.",
    cause: error,
  });
}

/**
 * Opens a stored artifact for reading: the one way to its bytes, with every check in one place. The caller closes
 * it.
 *
 * @returns Null where there is no such file, and for anything that `storeArtifact` did not put there: a link, a
 *   folder, a file that a link leads to, a file of another size.
 * @throws {AppError} OUT_OF_RANGE for anything but a hash.
 */
export async function openArtifact(
  home: string,
  { sha256, bytes }: StoredArtifact,
): Promise<FileHandle | null> {
  const file = artifactPath(home, sha256);
  const root = await realpath(path.join(home, "artifacts")).catch(() => null);
  const real = await realpath(file).catch(() => null);
  // The same path below the root: no folder or file on the way is a link to elsewhere.
  if (root === null || real !== path.join(root, sha256.slice(0, 2), sha256)) return null;
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null);
  if (handle === null) return null;
  const stats = await handle.stat();
  if (stats.isFile() && stats.size === bytes) return handle;
  await handle.close();
  return null;
}
