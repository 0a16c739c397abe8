"use client";
import { MethodMark } from "@graft/ui/marks";
import { ScrollBox } from "@graft/ui/table";
import type { ReactNode } from "react";
import { PageLink, ParamLink } from "../shell/links.tsx";
import type { ShownRun } from "./compared-run.ts";
import type { MeasurementCell, MeasurementRow } from "./measurements.tsx";
import type { ShownPair } from "./pairs.tsx";
import type { SettingRow } from "./settings.tsx";

// Drawn from its data in one piece: a part that comes later in several pieces would hide those that begin with an
// SVG by a style attribute, which the content security policy forbids.

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

// Drawn from its data on both sides: a table of many pairs would travel twice, as page and as tree.

const NUMBER = "hidden whitespace-nowrap px-4 py-2 text-end align-top md:table-cell";

/** Pairs of runs, one below the other. */
export function PairsTable({ pairs }: { pairs: readonly ShownPair[] }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-left text-sm tabular-nums">
        <thead className="border-line border-b text-muted text-xs">
          <tr>
            <th className="py-1.5 pr-4 font-medium" scope="col">
              Pair
            </th>
            <th className="hidden px-4 py-1.5 text-end font-medium md:table-cell" scope="col">
              Difference
            </th>
            <th className="hidden px-4 py-1.5 text-end font-medium lg:table-cell" scope="col">
              95% interval
            </th>
            <th className="hidden px-4 py-1.5 text-end font-medium md:table-cell" scope="col">
              Only one right
            </th>
            <th className="hidden py-1.5 pl-4 text-end font-medium md:table-cell" scope="col">
              p
            </th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <tr className="border-line border-b last:border-b-0" key={pair.key}>
              <th className="py-2 pr-4 font-normal" scope="row">
                <span className="flex flex-wrap items-center gap-x-2">
                  <MethodMark method={pair.methods[0]} />
                  <MethodMark method={pair.methods[1]} />
                  <span className={`min-w-0 flex-1 basis-60 ${pair.clear ? "" : "text-muted"}`}>
                    {pair.verdict}
                  </span>
                </span>
              </th>
              <td className={NUMBER}>{pair.difference}</td>
              <td className={`${NUMBER} text-muted md:hidden lg:table-cell`}>{pair.interval}</td>
              <td className={NUMBER} title={pair.onlyOneText ?? undefined}>
                {pair.onlyOne}
              </td>
              <td className={`${NUMBER} pr-0 ${pair.clear ? "font-semibold" : "text-muted"}`}>
                {pair.pValue}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// Drawn from its data on both sides, as the table of pairs is.

export interface SettingsTableProps {
  /** What these settings are. */
  readonly label: string;
  readonly rows: readonly SettingRow[];
  readonly runs: readonly ShownRun[];
}

/** Settings in rows, runs in columns. */
export function SettingsTable({ label, rows, runs }: SettingsTableProps) {
  return (
    <ScrollBox className="mt-2 overflow-x-auto" label={`Table: ${label}`}>
      <table className="w-full text-left text-[13px] leading-5">
        <thead className="border-line border-b text-xs">
          <tr>
            <td className="py-1.5 pr-4" />
            {runs.map(({ id, name, method }) => (
              <th className="whitespace-nowrap px-3 py-1.5 font-medium" key={id} scope="col">
                <span className="inline-flex items-center gap-1.5">
                  <MethodMark method={method} />
                  {name}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="tabular-nums">
          {rows.map(({ name, values }) => (
            <tr className="border-line border-b last:border-b-0" key={name}>
              <th className="py-1.5 pr-4 font-normal text-muted" scope="row">
                {name}
              </th>
              {runs.map(({ id }, index) => (
                <td className="min-w-28 break-words px-3 py-1.5 align-top" key={id}>
                  <Value text={values[index] ?? null} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

/** A value of a setting; of a long hash its beginning, which is enough to tell two apart. */
function Value({ text }: { text: string | null }) {
  if (text === null) return <span className="text-faint">–</span>;
  return /^[0-9a-f]{40,}$/.test(text) ? <span title={text}>{text.slice(0, 10)}</span> : text;
}
