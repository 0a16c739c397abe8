import type { Opinion } from "@graft/db";
import { plural } from "@graft/ui/format";

/**
 * What the runs together say of a picture, in a sentence.
 *
 * @param label The class it is filed under, and `classNames` by label index.
 */
export function summariseOpinions(
  opinions: readonly Opinion[],
  { label, classNames }: { label: number; classNames: readonly string[] },
): string | null {
  if (opinions.length === 0) return null;
  const right = opinions.filter(({ predicted }) => predicted === label).length;
  if (right === opinions.length) return `${all(opinions.length)} recognised it.`;
  if (right > 0) return `${right} of ${plural(opinions.length, "run")} recognised it.`;
  const said = new Set(opinions.map(({ predicted }) => classNames[predicted]));
  const [only] = said;
  const verdict =
    said.size === 1
      ? `${all(opinions.length)} took it for ${only}.`
      : `${all(opinions.length)} took it for another class.`;
  return opinions.length > 1 ? `${verdict} Its label may be wrong.` : verdict;
}

function all(count: number): string {
  if (count === 1) return "The one run tested on it";
  return count === 2 ? "Both runs" : `All ${count} runs`;
}
