import { percent, percentRange } from "@graft/core/analysis/format";
import { describeProperty } from "@graft/core/analysis/metrics";
import { ScrollBox } from "@graft/ui/scroll-box";
import { type ClassColumn, type ClassRow, classRows, type Measured } from "./class-table.ts";
import type { RunView, ViewAddress } from "./run-view.ts";
import type { TestedRun } from "./tested-run.ts";
import { ViewLink } from "./view-link.tsx";

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
