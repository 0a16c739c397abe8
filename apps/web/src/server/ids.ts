import { MAX_COMPARED } from "@graft/core/analysis/stats";

/** A row's id as it stands in an address: a positive integer in plain digits; null for anything else. */
export function parseId(text: string): number | null {
  if (!/^[1-9]\d{0,9}$/.test(text)) return null;
  return Number(text);
}

/** A SHA-256 content hash: 64 lower-case hexadecimal digits; null for anything else. */
export function parseHash(text: string): string | null {
  return /^[0-9a-f]{64}$/.test(text) ? text : null;
}

/**
 * The runs to compare, from `?runs=3,1` or `?runs=3&runs=1`, in that order and without repetition.
 *
 * @returns Null if anything in it is not an id, or there are more than `MAX_COMPARED`; empty if not given.
 */
export function parseRunIds(value: string | readonly string[] | undefined): number[] | null {
  const parts = [value ?? []].flat().flatMap((text) => (text === "" ? [] : text.split(",")));
  const ids = new Set<number>();
  for (const part of parts) {
    const id = parseId(part);
    if (id === null) return null;
    ids.add(id);
  }
  return ids.size > MAX_COMPARED ? null : [...ids];
}
