import { plural } from "@graft/core/analysis/format";
import type { Opinion } from "@graft/db";

/**
 * What the runs together say of an image, in a sentence.
 *
 * @param about The class it is filed under, `classNames` by label index, and whether its label is a likely error.
 */
export function summariseOpinions(
  opinions: readonly Opinion[],
  {
    label,
    classNames,
    isSuspect,
  }: { label: number; classNames: readonly string[]; isSuspect: boolean },
): string | null {
  if (opinions.length === 0) return null;
  const counted = countOpinions(opinions, { label, classNames });
  return isSuspect ? `${counted} Its label may be wrong.` : counted;
}

function countOpinions(
  opinions: readonly Opinion[],
  { label, classNames }: { label: number; classNames: readonly string[] },
): string {
  const right = opinions.filter(({ predicted }) => predicted === label).length;
  if (right === opinions.length) return `${all(opinions.length)} recognised it.`;
  if (right > 0) return `${right} of ${plural(opinions.length, "run")} recognised it.`;
  const said = new Set(opinions.map(({ predicted }) => classNames[predicted]));
  const [only] = said;
  return `${all(opinions.length)} took it for ${said.size === 1 ? only : "another class"}.`;
}

function all(count: number): string {
  if (count === 1) return "The one run tested on it";
  return count === 2 ? "Both runs" : `All ${count} runs`;
}
