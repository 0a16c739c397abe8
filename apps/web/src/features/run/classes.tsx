import { type ClassIntervals, describeProperty } from "@graft/core/analysis/metrics";
import type { Interval } from "@graft/core/analysis/stats";
import { percent, percentRange } from "@graft/ui/format";
import { ScrollBox } from "@graft/ui/table";
import type { TestedRun } from "./tested-run.ts";
import {
  type ClassColumn,
  type ClassSort,
  type RunView,
  type ViewAddress,
  ViewLink,
} from "./view.tsx";

const MEASURED = ["precision", "recall", "f1Score", "areaUnderROCCurve"] as const;

/** What the run makes of each class, the worst first. */
export function ClassSection({
  tested,
  classNames,
  view,
  address,
}: {
  tested: TestedRun;
  classNames: readonly string[];
  view: RunView;
  address: ViewAddress;
}) {
  const rows = classRows(tested, classNames, view.classSort);
  const heading = (column: ClassColumn, label: string, numeric = true) => (
    <SortHeading
      address={address}
      column={column}
      key={column}
      label={label}
      numeric={numeric}
      view={view}
    />
  );
  return (
    <section aria-labelledby="classes" className="panel min-w-0 p-4">
      <h2 className="section-title scroll-mt-16" id="classes">
        Classes
      </h2>
      <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
        With 95% intervals: with few images of a class its numbers are uncertain.
      </p>
      <ScrollBox className="max-h-[36rem] overflow-auto" label="Table of classes">
        <table className="w-full text-left text-sm tabular-nums">
          <thead className="sticky top-0 bg-surface text-muted text-xs">
            <tr>
              {heading("name", "Class", false)}
              {heading("support", "Images")}
              {MEASURED.map((name) => heading(name, SHORT[name] ?? describeProperty(name).title))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row address={address} key={row.label} row={row} view={view} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}

const SHORT: Partial<Record<ClassColumn, string>> = {
  f1Score: "F1",
  areaUnderROCCurve: "ROC area",
};

function Row({ row, view, address }: { row: ClassRow; view: RunView; address: ViewAddress }) {
  return (
    <tr className="border-line border-t">
      <th className="max-w-64 truncate py-1.5 pr-3 font-medium" scope="row">
        <ViewLink
          aria-current={view.of === row.label ? "true" : undefined}
          href={`${address({ show: { kind: "all" }, of: row.label })}#images`}
        >
          {row.name}
        </ViewLink>
      </th>
      <td className="px-3 py-1.5 text-end">{row.support.toLocaleString("en-GB")}</td>
      {MEASURED.map((name) => (
        <td className="whitespace-nowrap px-3 py-1.5 text-end" key={name}>
          <MeasuredText measured={row[name]} />
        </td>
      ))}
    </tr>
  );
}

function MeasuredText({ measured: { value, interval } }: { measured: Measured }) {
  if (value === null) return "–";
  return (
    <>
      {percent(value)}
      {interval ? <span className="block text-faint text-xs">{percentRange(interval)}</span> : null}
    </>
  );
}

function SortHeading({
  column,
  label,
  numeric,
  view,
  address,
}: {
  column: ClassColumn;
  label: string;
  numeric: boolean;
  view: RunView;
  address: ViewAddress;
}) {
  const { by, descending } = view.classSort;
  const active = by === column;
  const next = { by: column, descending: active ? !descending : column === "support" };
  const arrow = descending ? "↓" : "↑";
  return (
    <th
      aria-sort={active ? (descending ? "descending" : "ascending") : undefined}
      className={`py-1.5 font-medium ${numeric ? "px-3 text-end" : "pr-3"}`}
      scope="col"
    >
      <ViewLink
        className="whitespace-nowrap hover:text-ink hover:underline"
        href={address({ classSort: next, page: view.page })}
      >
        {label} <span aria-hidden="true">{active ? arrow : ""}</span>
      </ViewLink>
    </th>
  );
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

/** A fraction with its 95 % interval; null where it is not defined. */
interface Measured {
  readonly value: number | null;
  readonly interval: Interval | null;
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
