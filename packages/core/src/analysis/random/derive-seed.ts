import { mix32 } from "./rng.ts";

/**
 * A seed for one named purpose, so that split, initial weights, order and augmentation draw from
 * independent streams: changing how much one of them draws leaves the others as they were.
 *
 * @param seed The experiment's seed, an integer.
 * @param path Names or integers, such as `"repeat", 2, "init"`. `"1"` and `1` are different.
 * @returns An integer in [0, 2^31).
 */
export function deriveSeed(seed: number, ...path: (string | number)[]): number {
  let hash = absorb(0x2545f491, seed);
  for (const part of path) {
    // The leading tag keeps ("ab", "c") apart from ("a", "bc"), and 1 from "1".
    hash = absorb(hash, typeof part === "number" ? -1 : part.length);
    if (typeof part === "number") {
      hash = absorb(absorb(hash, part), Math.floor(part / 2 ** 32));
    } else {
      for (let i = 0; i < part.length; i++) hash = absorb(hash, part.charCodeAt(i));
    }
  }
  return mix32(hash) >>> 1;
}

function absorb(hash: number, value: number): number {
  return (Math.imul(mix32(hash ^ value), 0x9e3779b1) + 0x7f4a7c15) | 0;
}
