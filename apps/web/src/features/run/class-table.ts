import type { ClassIntervals } from "@graft/core/analysis/metrics";
import type { Interval } from "@graft/core/analysis/stats";
import type { TestedRun } from "./tested-run.ts";

export interface ClassRow {
  readonly label: number;
  readonly name: string;
  /** Test images of the class. */
  readonly support: number;
  readonly precision: Measured;
  readonly recall: Measured;
  readonly f1Score: Measured;
  readonly areaUnderROCCurve: Measured;
}

/** A fraction with its 95% interval; null where it is not defined. */
export interface Measured {
  readonly value: number | null;
  readonly interval: Interval | null;
}

const COLUMNS = ["name", "support", "precision", "recall", "f1Score", "areaUnderROCCurve"] as const;
export type ClassColumn = (typeof COLUMNS)[number];

export interface ClassSort {
  readonly by: ClassColumn;
  readonly descending: boolean;
}

/** The worst first. */
const FIRST: ClassSort = { by: "f1Score", descending: false };

/** From the address, such as `recall` or `-recall` for descending. */
export function parseClassSort(text: string | null): ClassSort {
  const [, minus, name] = /^(-?)(\w+)$/.exec(text ?? "") ?? [];
  const by = COLUMNS.find((column) => column === name);
  return by ? { by, descending: minus === "-" } : FIRST;
}

/** The same as text; null for the sort there is at first. */
export function sortText({ by, descending }: ClassSort): string | null {
  if (by === FIRST.by && descending === FIRST.descending) return null;
  return `${descending ? "-" : ""}${by}`;
}

/** One row per class; what is not defined stands last, whichever way it is sorted. */
export function classRows(
  { measured, intervals }: Pick<TestedRun, "measured" | "intervals">,
  classNames: readonly string[],
  { by, descending }: ClassSort,
): ClassRow[] {
  const measuredAs = (name: keyof ClassIntervals, label: number): Measured => ({
    value: measured[name][label] ?? null,
    interval: intervals.classes[name][label] ?? null,
  });
  const rows = classNames.map((name, label): ClassRow => {
    const support = measured.support[label] ?? 0;
    return {
      label,
      name,
      support,
      precision: measuredAs("precision", label),
      recall: measuredAs("recall", label),
      f1Score: measuredAs("f1Score", label),
      areaUnderROCCurve: measuredAs("areaUnderROCCurve", label),
    };
  });
  const turn = descending ? -1 : 1;
  return rows.sort((a, b) => {
    if (by === "name") return turn * a.name.localeCompare(b.name);
    const [x, y] = [numberOf(a, by), numberOf(b, by)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return turn * (x - y) || a.label - b.label;
  });
}

function numberOf(row: ClassRow, by: Exclude<ClassColumn, "name">): number | null {
  return by === "support" ? row.support : row[by].value;
}
