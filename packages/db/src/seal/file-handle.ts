import { closeSync, openSync, statSync } from "node:fs";

/**
 * Files of databases that are read beside SQLite. By POSIX, closing one of them would end all locks that this
 * process holds on it, those of SQLite included: so they stay open as long as any connection is.
 */
const handles = new Map<string, number>();
let connections = 0;

/** To be called for each connection that opens a database, and `leave` once when it closes. */
export function enter(): void {
  connections += 1;
}

export function leave(): void {
  connections -= 1;
  if (connections > 0) return;
  for (const fd of handles.values()) closeSync(fd);
  handles.clear();
}

/** Works on the file of a database beside SQLite. @throws The system's error where it cannot be read. */
export async function withFile<T>(path: string, work: (fd: number) => Promise<T>): Promise<T> {
  enter();
  try {
    return await work(handleOf(path));
  } finally {
    leave();
  }
}

/** Tells the file at `path` from any other that takes its place; null where there is none. */
export function fileIdentity(path: string): string | null {
  const stats = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stats ? `${stats.dev}:${stats.ino}` : null;
}

/** The file at `path`, open for reading, and for writing where that is allowed; not to be closed. */
export function handleOf(path: string): number {
  const key = fileIdentity(path) ?? path;
  const known = handles.get(key);
  if (known !== undefined) return known;
  const fd = openWritable(path) ?? openSync(path, "r");
  handles.set(key, fd);
  return fd;
}

function openWritable(path: string): number | null {
  try {
    return openSync(path, "r+");
  } catch {
    return null;
  }
}
