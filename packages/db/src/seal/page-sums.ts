import { fstatSync, ftruncateSync, read, readSync, writeSync } from "node:fs";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";

/**
 * Checksums of a database, one per page, kept behind its last page. SQLite has none: a bit that flips in a
 * number is a wrong number. SQLite ignores what follows the last page, and every checkpoint cuts it off, so that
 * sums that are there belong to the pages before them, whichever program wrote last.
 *
 * ```
 * page 1 … page n | CRC-32 of each page, little-endian | page size, n, CRC-32 of the sums, CRC-32 of this footer
 * ```
 */
export interface PageSums {
  /** In bytes. */
  readonly pageSize: number;
  /** CRC-32 (IEEE) of each page, in order. */
  readonly sums: Uint32Array;
}

const MAGIC = Buffer.from("GraftPageSums v1");
/** The write version of a database without a write-ahead log, whose changes would leave the sums in place. */
const ROLLBACK_JOURNAL = 1;
const FOOTER_BYTES = MAGIC.length + 16;
/** Read and summed at a time, in bytes; a multiple of every page size. */
const CHUNK = 4 << 20;

/** The sums at the end of a file; null where there are none, or not all of them. */
export function readSums(fd: number): PageSums | null {
  const { size } = fstatSync(fd);
  if (size < FOOTER_BYTES) return null;
  const footer = readAt(fd, size - FOOTER_BYTES, FOOTER_BYTES);
  if (!footer.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  if (crc32(footer.subarray(0, -4)) !== footer.readUInt32LE(FOOTER_BYTES - 4)) return null;
  const pageSize = footer.readUInt32LE(MAGIC.length);
  const pages = footer.readUInt32LE(MAGIC.length + 4);
  if (pages * pageSize + 4 * pages + FOOTER_BYTES !== size) return null;
  const bytes = readAt(fd, pages * pageSize, 4 * pages);
  if (crc32(bytes) !== footer.readUInt32LE(MAGIC.length + 8)) return null;
  if (readAt(fd, 18, 1)[0] === ROLLBACK_JOURNAL) return null;
  return {
    pageSize,
    sums: Uint32Array.from({ length: pages }, (_, i) => bytes.readUInt32LE(4 * i)),
  };
}

/**
 * Sums up the pages of a database and puts the sums behind them. The caller holds the write lock, and nothing is
 * in the write-ahead log. What goes wrong leaves the file without sums.
 */
export function writeSums(fd: number): void {
  const header = readAt(fd, 0, 100);
  if (header[18] === ROLLBACK_JOURNAL) return;
  const stated = header.readUInt16BE(16);
  const pageSize = stated === 1 ? 65_536 : stated;
  const pages = header.readUInt32BE(28);
  if (pageSize < 512 || pages === 0 || pages * pageSize > fstatSync(fd).size) return;
  const sums = Buffer.alloc(4 * pages);
  const perChunk = CHUNK / pageSize;
  for (let first = 0; first < pages; first += perChunk) {
    const bytes = readAt(fd, first * pageSize, Math.min(perChunk, pages - first) * pageSize);
    for (let i = 0; i * pageSize < bytes.length; i++) {
      const page = bytes.subarray(i * pageSize, (i + 1) * pageSize);
      sums.writeUInt32LE(crc32(page), 4 * (first + i));
    }
  }
  const footer = Buffer.alloc(FOOTER_BYTES);
  MAGIC.copy(footer);
  footer.writeUInt32LE(pageSize, MAGIC.length);
  footer.writeUInt32LE(pages, MAGIC.length + 4);
  footer.writeUInt32LE(crc32(sums), MAGIC.length + 8);
  footer.writeUInt32LE(crc32(footer.subarray(0, -4)), FOOTER_BYTES - 4);
  const end = pages * pageSize;
  try {
    ftruncateSync(fd, end);
    const trailer = Buffer.concat([sums, footer]);
    if (writeSync(fd, trailer, 0, trailer.length, end) < trailer.length) ftruncateSync(fd, end);
  } catch {
    ftruncateSync(fd, end); // a full disk
  }
}

const readAsync = promisify(read);

/**
 * The pages that differ from their sums, by number from 1; null for a file without sums. It lets the event loop
 * turn: a gigabyte takes about a second.
 */
export async function findDamagedPages(fd: number): Promise<number[] | null> {
  const known = readSums(fd);
  if (!known) return null;
  const { pageSize, sums } = known;
  const damaged: number[] = [];
  const buffer = Buffer.alloc(Math.min(CHUNK, sums.length * pageSize));
  for (let first = 0; first < sums.length; ) {
    const wanted = Math.min(buffer.length, (sums.length - first) * pageSize);
    const { bytesRead } = await readAsync(fd, buffer, 0, wanted, first * pageSize);
    const pages = Math.floor(bytesRead / pageSize);
    if (pages === 0) break; // cut off in the meantime
    for (let i = 0; i < pages; i++) {
      const page = buffer.subarray(i * pageSize, (i + 1) * pageSize);
      if (crc32(page) !== sums[first + i]) damaged.push(first + i + 1);
    }
    first += pages;
  }
  return damaged;
}

function readAt(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const more = readSync(fd, bytes, done, length - done, position + done);
    if (more === 0) throw new Error("The database file is shorter than it says.");
    done += more;
  }
  return bytes;
}
