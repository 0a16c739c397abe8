import { totalmem } from "node:os";

/** Bytes of memory of this machine, or of the container it runs in if that has fewer. */
export function totalMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
