import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import path from "node:path";
import { artifactPath, type StoredArtifact } from "./store-artifact.ts";

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
