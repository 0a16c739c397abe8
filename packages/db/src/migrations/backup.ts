import { open, rename, rm } from "node:fs/promises";
import { Connection } from "../connection/connection.ts";
import { partialName } from "../partial-files.ts";

/**
 * Copies the database at `path` to `<path>.backup-<version>-<time>`, whole or not at all.
 *
 * @param version The newest migration the database has been through.
 * @returns The path of the copy.
 * @throws The driver's error if the copy cannot be written.
 */
export async function backUp(path: string, version: string): Promise<string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const target = `${path}.backup-${version}-${time}`;
  const partial = partialName(target);
  try {
    await copyInto(path, partial);
    await rename(partial, target);
    return target;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function copyInto(path: string, partial: string): Promise<void> {
  // SQLite fills an empty file and leaves its rights as they are: for the owner only.
  const file = await open(partial, "wx", 0o600);
  const connection = new Connection(path);
  try {
    await connection.command(`VACUUM INTO '${partial.replaceAll("'", "''")}'`);
    // VACUUM INTO leaves it to the system when the copy reaches the disk.
    await file.sync();
  } finally {
    connection.close();
    await file.close();
  }
}
