// The words of the contract, and how a mistyped one is understood. It loads no zod: the dashboard sends this file to
// the browser, where zod would be a quarter of the JavaScript.

/** The four ways to build a classifier that an experiment compares. */
export const METHOD_KINDS = ["fine-tuned", "scratch", "raw-pixels", "frozen-features"] as const;
export type MethodKind = (typeof METHOD_KINDS)[number];

/** What a run may be: one of the methods, or the making of a backbone. */
export const RUN_KINDS = [...METHOD_KINDS, "pretraining"] as const;
export type RunKind = (typeof RUN_KINDS)[number];

/** `crashed` is derived, never stored: a running run whose process is gone or whose heartbeat is old. */
export const RUN_STATUSES = [
  "queued",
  "running",
  "finished",
  "failed",
  "cancelled",
  "crashed",
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/**
 * The valid name that was probably meant, or null when none is near.
 *
 * Case, hyphens and underscores do not count; at most a third of the letters may differ. Of names equally near,
 * one that only has more letters is the likelier: "v2_1.0" means "v2_1.00", not "v1_1.0".
 */
export function nearestName(name: string, validNames: readonly string[]): string | null {
  if (name.length > MAX_LENGTH) return null;
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const valid of validNames) {
    if (valid.length > MAX_LENGTH) continue;
    const [typed, meant] = [plain(name), plain(valid)];
    const distance = editDistance(typed, meant) - (isAbridged(typed, meant) ? 0.5 : 0);
    if (distance < bestDistance) {
      best = valid;
      bestDistance = distance;
    }
  }
  const tolerance = Math.max(1, Math.floor(name.length / 3));
  return bestDistance <= tolerance ? best : null;
}

/** A longer name is not a typo, and comparing takes time in proportion to its length. */
const MAX_LENGTH = 200;

/** Whether all of `part` is in `whole`, in order: something was left out, nothing mistyped. */
function isAbridged(part: string, whole: string): boolean {
  let at = 0;
  for (const letter of whole) if (letter === part[at]) at++;
  return at === part.length;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[-_ ]/g, "");
}

/** Edit distance that counts a swap of neighbours as one edit (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
