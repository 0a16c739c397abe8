import { percent, percentRange } from "@graft/core/analysis/format";
import { type ClassIntervals, describeProperty } from "@graft/core/analysis/metrics";
import type { Interval } from "@graft/core/analysis/stats";
import { Table } from "@graft/ui/table";
import type { RunTest } from "./run-test.ts";
import {
  type ClassColumn,
  type ClassSort,
  type RunView,
  type ViewAddress,
  ViewLink,
} from "./view.tsx";

const MEASURED = ["precision", "recall", "f1Score", "areaUnderROCCurve"] as const;

/** The measurements of each class, worst first. */
export function ClassSection({
  tested,
  classNames,
  view,
  address,
}: {
  tested: RunTest;
  classNames: readonly string[];
  view: RunView;
  address: ViewAddress;
}) {
  const headingOf = (column: ClassColumn, label: string) => ({
    key: column,
    heading: <SortLink address={address} column={column} label={label} view={view} />,
    sort: sortOf(view, column),
  });
  return (
    <section aria-labelledby="classes" className="panel min-w-0 p-4">
      <h2 className="section-title scroll-mt-16" id="classes">
        Classes
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        With 95% intervals: the numbers of a class with few images are uncertain.
      </p>
      <Table
        boxClass="max-h-[36rem] overflow-auto"
        columns={[
          {
            ...headingOf("name", "Class"),
            className: "max-w-64 truncate font-medium",
            cell: ({ label, name }) => (
              <ViewLink
                aria-current={view.of === label ? "true" : undefined}
                href={`${address({ show: { kind: "all" }, of: label })}#images`}
              >
                {name}
              </ViewLink>
            ),
          },
          {
            ...headingOf("support", "Images"),
            end: true,
            cell: ({ support }) => support.toLocaleString("en-GB"),
          },
          ...MEASURED.map((name) => ({
            ...headingOf(name, SHORT[name] ?? describeProperty(name).title),
            end: true,
            className: "whitespace-nowrap",
            cell: (row: ClassRow) => <MeasuredText measured={row[name]} />,
          })),
        ]}
        head="sticky"
        keyOf={({ label }) => label}
        label="Table of classes"
        rows={classRows(tested, classNames, view.classSort)}
      />
    </section>
  );
}

const SHORT: Partial<Record<ClassColumn, string>> = {
  f1Score: "F1",
  areaUnderROCCurve: "ROC area",
};

function MeasuredText({ measured: { value, interval } }: { measured: Measured }) {
  if (value === null) return "–";
  return (
    <>
      {percent(value)}
      {interval ? <span className="block text-faint text-xs">{percentRange(interval)}</span> : null}
    </>
  );
}

/** The heading of a column: a click sorts by it, another one reverses the order. */
function SortLink({
  column,
  label,
  view,
  address,
}: {
  column: ClassColumn;
  label: string;
  view: RunView;
  address: ViewAddress;
}) {
  const sort = sortOf(view, column);
  const descending = sort === undefined ? column === "support" : sort === "ascending";
  return (
    <ViewLink
      className="whitespace-nowrap hover:text-ink hover:underline"
      href={address({ classSort: { by: column, descending }, page: view.page })}
    >
      {label} <span aria-hidden="true">{sort === undefined ? "" : ARROWS[sort]}</span>
    </ViewLink>
  );
}

const ARROWS = { ascending: "↑", descending: "↓" };

function sortOf({ classSort }: RunView, column: ClassColumn): keyof typeof ARROWS | undefined {
  if (classSort.by !== column) return undefined;
  return classSort.descending ? "descending" : "ascending";
}

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
interface Measured {
  readonly value: number | null;
  readonly interval: Interval | null;
}

/** One row per class; undefined values come last in either order. */
export function classRows(
  { measured, intervals }: Pick<RunTest, "measured" | "intervals">,
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
