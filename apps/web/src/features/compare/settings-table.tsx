"use client";

// Drawn from its data on both sides, as the table of pairs is.
import { MethodMark } from "@graft/ui/method-mark";
import { ScrollBox } from "@graft/ui/scroll-box";
import type { SettingRow } from "./settings-diff.ts";
import type { ShownRun } from "./shown-run.ts";

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
