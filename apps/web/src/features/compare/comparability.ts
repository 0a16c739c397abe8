import type { ComparedRun } from "./compared-run.ts";

/**
 * Why two runs cannot be compared picture by picture, for a sentence; null if they can: the same data set,
 * the same classes in the same order, and the same test pictures.
 */
export function whyNotComparable(a: ComparedRun, b: ComparedRun): string | null {
  if (a.run.dataset.fingerprint !== b.run.dataset.fingerprint) {
    return `they use different data sets (${a.run.dataset.name} and ${b.run.dataset.name})`;
  }
  if (a.run.dataset.classNames.join("\n") !== b.run.dataset.classNames.join("\n")) {
    return "they tell different classes apart";
  }
  if (a.run.split.fingerprint !== b.run.split.fingerprint) {
    return "they were trained and tested on different splits";
  }
  if (a.predictions.length !== b.predictions.length) {
    return `they were tested on ${a.predictions.length} and on ${b.predictions.length} pictures`;
  }
  return null;
}

/** The runs in groups within which all can be compared; positions in the list, in its order. */
export function groupComparable(runs: readonly ComparedRun[]): number[][] {
  const groups: number[][] = [];
  for (const [index, run] of runs.entries()) {
    const group = groups.find(([first = index]) => {
      const other = runs[first];
      return other !== undefined && whyNotComparable(other, run) === null;
    });
    if (group) group.push(index);
    else groups.push([index]);
  }
  return groups;
}

/** Every reason for which some two of the runs cannot be compared, each once. */
export function reasonsAgainst(runs: readonly ComparedRun[]): string[] {
  const reasons = runs.flatMap((a, i) =>
    runs.slice(i + 1).flatMap((b) => whyNotComparable(a, b) ?? []),
  );
  return [...new Set(reasons)];
}
