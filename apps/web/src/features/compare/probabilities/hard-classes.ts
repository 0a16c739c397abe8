import { mean } from "@graft/core/analysis/aggregate";

/** So many classes can be chosen from. */
const MOST_CLASSES = 12;

interface ClassAreas {
  readonly classNames: readonly string[];
  /** Area under the ROC curve of each class, in their order; null where it is not defined. */
  readonly areas: readonly (number | null)[];
}

/** The classes that the runs tell apart worst, by the mean area under their ROC curves, the worst first. */
export function hardClasses(runs: readonly ClassAreas[]): string[] {
  const areas = new Map<string, number[]>();
  for (const { classNames, areas: own } of runs) {
    for (const [label, name] of classNames.entries()) {
      const area = own[label] ?? null;
      if (area !== null) areas.set(name, [...(areas.get(name) ?? []), area]);
    }
  }
  return [...areas]
    .map(([name, values]) => ({ name, area: mean(values) }))
    .sort((a, b) => a.area - b.area)
    .slice(0, MOST_CLASSES)
    .map(({ name }) => name);
}
