"use client";

// Drawn from its data in one piece: a part that comes later in several pieces would hide those that begin with an
// SVG by a style attribute, which the content security policy forbids.
import { MethodMark } from "@graft/ui/method-mark";
import { ScrollBox } from "@graft/ui/scroll-box";
import type { ReactNode } from "react";
import { PageLink } from "../../shell/page-link.tsx";
import { ParamLink } from "../../shell/param-link.tsx";
import type { MeasurementCell, MeasurementRow } from "./prepare-measurements.ts";

interface Column {
  readonly id: number;
  readonly name: string;
  readonly method: string;
  readonly isBaseline: boolean;
  /** To the run's page, and to this one with the run as the baseline; not in a report, which leads nowhere. */
  readonly linked: boolean;
}

/** Measurements in rows, runs in columns. Every line has its height before its interval is known. */
export function MeasurementsTable({
  runs,
  rows,
}: {
  runs: readonly Column[];
  rows: readonly MeasurementRow[];
}) {
  return (
    <ScrollBox label="Measurements of each run">
      {/* Fixed, so that no column moves when the intervals come. */}
      <table className="w-full table-fixed text-end text-sm tabular-nums">
        <colgroup>
          <col className="w-24 sm:w-32" />
          {runs.map(({ id }) => (
            <col className="w-28.5 sm:w-46" key={id} />
          ))}
        </colgroup>
        <thead className="border-line border-b text-xs">
          <tr>
            <td className="sticky left-0 bg-surface" />
            {runs.map((column) => (
              <RunHeading column={column} key={column.id} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ title, definition, better, cells }) => (
            <tr className="border-line border-b last:border-b-0" key={title}>
              <th
                className="sticky left-0 bg-surface py-2 pr-3 text-start align-top font-medium"
                scope="row"
                title={definition}
              >
                {title}
                <span className="block font-normal text-faint text-xs">{better} is better</span>
              </th>
              {cells.map((cell, i) => (
                <td className="whitespace-nowrap py-2 pl-3 align-top" key={runs[i]?.id ?? i}>
                  <Cell cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function RunHeading({ column: { id, name, method, isBaseline, linked } }: { column: Column }) {
  return (
    <th className="py-1.5 pl-3 align-top font-medium" scope="col">
      <span className="inline-flex items-center gap-1.5">
        <MethodMark method={method} />
        {linked ? (
          <PageLink className="hover:underline" href={`/runs/${id}`}>
            {name}
          </PageLink>
        ) : (
          name
        )}
      </span>
      <span className="block py-0.5 font-normal text-faint">
        {isBaseline ? "baseline" : null}
        {linked && !isBaseline ? (
          <ParamLink name="baseline" value={String(id)}>
            make it the baseline
            <span className="sr-only">: {name}</span>
          </ParamLink>
        ) : null}
      </span>
    </th>
  );
}

const SIDES = { better: "text-good", worse: "text-bad", open: "text-muted" };

function Cell({ cell: { text, interval, best, difference } }: { cell: MeasurementCell }) {
  return (
    <>
      <span className={best ? "font-bold" : undefined}>
        {text}
        {best ? <span className="sr-only">, the best</span> : null}
      </span>
      <Line className="text-faint">{interval}</Line>
      <Line className={`max-sm:min-h-8 ${difference ? SIDES[difference.side] : ""}`}>
        {difference ? (
          <span
            title={
              difference.interval === null
                ? undefined
                : `difference to the baseline, 95% interval ${difference.interval}`
            }
          >
            {difference.text}
            {difference.interval === null ? null : (
              <span className="text-faint">
                <span className="max-sm:hidden"> (</span>
                <span className="max-sm:block">{difference.interval}</span>
                <span className="max-sm:hidden">)</span>
              </span>
            )}
          </span>
        ) : null}
      </Line>
    </>
  );
}

/** A line that keeps its height when it is empty. */
function Line({ className, children }: { className: string; children: ReactNode }) {
  return <span className={`block min-h-4 text-xs leading-4 ${className}`}>{children}</span>;
}
