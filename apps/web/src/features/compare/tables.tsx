"use client";

// These tables are drawn from plain data on both sides: as trees of elements they would travel twice, and one that
// comes later in several pieces would be hidden by a style attribute, which the content security policy forbids.
import { MethodMark } from "@graft/ui/marks";
import { Table } from "@graft/ui/table";
import type { ReactNode } from "react";
import { PageLink, ParamLink } from "../shell/links.tsx";
import type { ShownRun } from "./compared-run.ts";

/** One measurement of one run, as it is shown. */
export interface MeasurementCell {
  readonly text: string;
  /** Null where there is none. */
  readonly interval: string | null;
  /** The best value of the row, as it is read, and not that of all. */
  readonly best: boolean;
  /** To the baseline; null for the baseline itself and where the two cannot be compared. */
  readonly difference: {
    readonly text: string;
    readonly interval: string | null;
    /** Which side it is on where the judgement of the pair finds it significant; else it is open. */
    readonly side: "better" | "worse" | "open";
  } | null;
}

/** One measurement of all runs. */
export interface MeasurementRow {
  readonly title: string;
  readonly definition: string;
  readonly better: "higher" | "lower";
  /** In the order of the runs. */
  readonly cells: readonly MeasurementCell[];
}

interface MeasuredColumn extends ShownRun {
  readonly isBaseline: boolean;
  /** Whether its name leads to the run's page, and a link makes it the baseline; not in a report. */
  readonly linked: boolean;
}

/** Measurements in rows, runs in columns. Every line has its height before its interval is known. */
export function MeasurementsTable({
  runs,
  rows,
}: {
  runs: readonly MeasuredColumn[];
  rows: readonly MeasurementRow[];
}) {
  return (
    <Table
      // Fixed, so that no column moves when the intervals come.
      className="table-fixed text-sm"
      columns={[
        {
          key: "measurement",
          heading: null,
          headClass: "sticky left-0 w-24 bg-surface sm:w-32",
          className: "sticky left-0 bg-surface align-top font-medium",
          title: ({ definition }) => definition,
          cell: ({ title, better }) => (
            <>
              {title}
              <span className="block font-normal text-faint text-xs">{better} is better</span>
            </>
          ),
        },
        ...runs.map((run, i) => ({
          key: run.id,
          heading: <RunHeading column={run} />,
          end: true,
          headClass: "w-28.5 align-top text-ink sm:w-46",
          className: "whitespace-nowrap align-top",
          cell: ({ cells }: MeasurementRow) => {
            const cell = cells[i];
            return cell ? <Measurement cell={cell} /> : null;
          },
        })),
      ]}
      keyOf={({ title }) => title}
      label="Measurements of each run"
      rows={rows}
    />
  );
}

function RunHeading({
  column: { id, name, method, isBaseline, linked },
}: {
  column: MeasuredColumn;
}) {
  return (
    <>
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
            Set as baseline
            <span className="sr-only">: {name}</span>
          </ParamLink>
        ) : null}
      </span>
    </>
  );
}

const SIDES = { better: "text-good", worse: "text-bad", open: "text-muted" };

function Measurement({ cell: { text, interval, best, difference } }: { cell: MeasurementCell }) {
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

/** A pair of runs, as the page shows it. */
export interface ShownPair {
  readonly key: string;
  /** The more accurate run first. */
  readonly methods: readonly [string, string];
  readonly verdict: string;
  /** Whether the difference is significant. */
  readonly clear: boolean;
  /** Each a dash where the two were not tested against each other. */
  readonly difference: string;
  readonly interval: string;
  /** How many images only the one and only the other classifies correctly. */
  readonly onlyOne: string;
  /** The same in words. */
  readonly onlyOneText: string | null;
  readonly pValue: string;
}

/** Pairs of runs, one below the other. */
export function PairsTable({ pairs }: { pairs: readonly ShownPair[] }) {
  return (
    <Table
      columns={[
        {
          key: "pair",
          heading: "Pair",
          className: "font-normal",
          cell: ({ methods, clear, verdict }) => (
            <span className="flex flex-wrap items-center gap-x-2">
              <MethodMark method={methods[0]} />
              <MethodMark method={methods[1]} />
              <span className={`min-w-0 flex-1 basis-60 ${clear ? "" : "text-muted"}`}>
                {verdict}
              </span>
            </span>
          ),
        },
        {
          key: "difference",
          heading: "Difference",
          ...NUMBER,
          cell: ({ difference }) => difference,
        },
        {
          key: "interval",
          heading: "95% interval",
          ...NUMBER,
          from: "lg",
          className: `${NUMBER.className} text-muted`,
          cell: ({ interval }) => interval,
        },
        {
          key: "onlyOne",
          heading: "Only one correct",
          ...NUMBER,
          title: ({ onlyOneText }) => onlyOneText ?? undefined,
          cell: ({ onlyOne }) => onlyOne,
        },
        {
          key: "p",
          heading: "p",
          ...NUMBER,
          cell: ({ clear, pValue }) => (
            <span className={clear ? "font-semibold" : "text-muted"}>{pValue}</span>
          ),
        },
      ]}
      keyOf={({ key }) => key}
      label="Pairs of runs"
      rows={pairs}
    />
  );
}

const NUMBER = { end: true, from: "md", className: "whitespace-nowrap align-top" } as const;

/**
 * - `differs`: two or more runs have it, with different values.
 * - `own`: only some of the runs have such a setting.
 * - `environment`: differences between the machines.
 */
export type SettingKind = "differs" | "own" | "environment";

export interface SettingRow {
  readonly name: string;
  readonly kind: SettingKind;
  /** One per run, in their order; null where a run has no such setting. */
  readonly values: readonly (string | null)[];
}

export interface SettingsTableProps {
  /** Names the table. */
  readonly label: string;
  readonly rows: readonly SettingRow[];
  readonly runs: readonly ShownRun[];
}

/** Settings in rows, runs in columns. */
export function SettingsTable({ label, rows, runs }: SettingsTableProps) {
  return (
    <Table
      boxClass="mt-2 overflow-x-auto"
      className="text-[13px] leading-5"
      columns={[
        {
          key: "setting",
          heading: null,
          className: "font-normal text-muted",
          cell: ({ name }) => name,
        },
        ...runs.map(({ id, name, method }, index) => ({
          key: id,
          heading: (
            <span className="inline-flex items-center gap-1.5 text-ink">
              <MethodMark method={method} />
              {name}
            </span>
          ),
          headClass: "whitespace-nowrap",
          className: "min-w-28 break-words align-top",
          cell: ({ values }: SettingRow) => <Value text={values[index] ?? null} />,
        })),
      ]}
      keyOf={({ name }) => name}
      label={`Table: ${label}`}
      rows={rows}
    />
  );
}

/** A value of a setting; of a long hash its beginning, which is enough to tell two apart. */
function Value({ text }: { text: string | null }) {
  if (text === null) return <span className="text-faint">–</span>;
  return /^[0-9a-f]{40,}$/.test(text) ? <span title={text}>{text.slice(0, 10)}</span> : text;
}
