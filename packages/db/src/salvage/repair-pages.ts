import { crc32 } from "node:zlib";
import type { PageSums } from "../seal/page-sums.ts";

export interface RepairedPages {
  /** Pages of which the one damaged byte was put right, by number from 1. */
  readonly repaired: number[];
  /** Pages that hold more damage than their sum can undo. */
  readonly lost: number[];
}

/**
 * Puts damaged pages right in place, as far as their checksums say how: where only one byte of a page differs, its
 * CRC-32 tells which byte and what it was (CRCs are linear: the sums differ by a pattern that only this byte at
 * this place makes). A page with more damage, or with two such answers, is left as it is.
 *
 * @param file All pages of the database, as read.
 */
export function repairPages(file: Buffer, { pageSize, sums }: PageSums): RepairedPages {
  const repaired: number[] = [];
  const lost: number[] = [];
  let patterns: Uint32Array | null = null;
  for (let i = 0; i < sums.length; i++) {
    const page = file.subarray(i * pageSize, (i + 1) * pageSize);
    const difference = (crc32(page) ^ sums[i]!) >>> 0;
    if (difference === 0) continue;
    patterns ??= bitPatterns(pageSize);
    const [first, second] = findByte(patterns, difference);
    if (first && !second) {
      page[first.place]! ^= first.bits;
      repaired.push(i + 1);
    } else {
      lost.push(i + 1);
    }
  }
  return { repaired, lost };
}

/** By how much each bit of a page changes its CRC-32; bit b of byte p is at 8 p + b. */
function bitPatterns(pageSize: number): Uint32Array {
  const page = new Uint8Array(pageSize);
  const zeros = crc32(page);
  const patterns = new Uint32Array(8 * pageSize);
  for (let i = 0; i < patterns.length; i++) {
    page[i >> 3] = 1 << (i & 7);
    patterns[i] = crc32(page) ^ zeros;
    page[i >> 3] = 0;
  }
  return patterns;
}

interface ByteChange {
  readonly place: number;
  /** To be flipped. */
  readonly bits: number;
}

/** The changes of a single byte that make this difference; at most the first two. */
function findByte(patterns: Uint32Array, difference: number): ByteChange[] {
  const found: ByteChange[] = [];
  const changes = new Uint32Array(256);
  for (let place = 0; 8 * place < patterns.length; place++) {
    for (let bits = 1; bits < 256; bits++) {
      const lowest = 31 - Math.clz32(bits & -bits);
      changes[bits] = changes[bits & (bits - 1)]! ^ patterns[8 * place + lowest]!;
      if (changes[bits] === difference) found.push({ place, bits });
      if (found.length === 2) return found;
    }
  }
  return found;
}
