import { plural } from "@graft/ui/format";
import { MethodMark } from "@graft/ui/method-mark";
import { ScrollBox } from "@graft/ui/scroll-box";
import type { ComparedRun } from "./compared-run.ts";
import { diffSettings, type SettingKind, type SettingRow } from "./settings-diff.ts";

/** The settings in which the runs differ, side by side; what hardly decides a result waits to be opened. */
export function SettingsSection({ runs }: { runs: readonly ComparedRun[] }) {
  const rows = diffSettings(runs);
  const ofKind = (kind: SettingKind) => rows.filter((row) => row.kind === kind);
  const [differs, own, environment] = [ofKind("differs"), ofKind("own"), ofKind("environment")];
  return (
    <section aria-labelledby="settings" className="panel p-4">
      <h2 className="section-title" id="settings">
        Settings that differ
      </h2>
      {rows.length === 0 ? (
        <p className="mt-2 text-muted text-sm">These runs have the same settings.</p>
      ) : null}
      {differs.length > 0 ? (
        <SettingsTable label="Settings that differ" rows={differs} runs={runs} />
      ) : null}
      <More
        label={`${plural(own.length, "setting")} that only some of the runs have`}
        rows={own}
        runs={runs}
      />
      <More
        label={`${plural(environment.length, "difference")} in what they ran on`}
        rows={environment}
        runs={runs}
      />
    </section>
  );
}

interface TableProps {
  readonly label: string;
  readonly rows: readonly SettingRow[];
  readonly runs: readonly ComparedRun[];
}

function More(props: TableProps) {
  if (props.rows.length === 0) return null;
  return (
    <details className="mt-3">
      <summary className="w-fit text-muted text-sm hover:text-ink">{props.label}</summary>
      <SettingsTable {...props} />
    </details>
  );
}

function SettingsTable({ label, rows, runs }: TableProps) {
  return (
    <ScrollBox className="mt-2 overflow-x-auto" label={`Table: ${label}`}>
      <table className="w-full text-left text-[13px] leading-5">
        <thead className="border-line border-b text-xs">
          <tr>
            <td className="py-1.5 pr-4" />
            {runs.map(({ run, name }) => (
              <th className="whitespace-nowrap px-3 py-1.5 font-medium" key={run.id} scope="col">
                <span className="inline-flex items-center gap-1.5">
                  <MethodMark method={run.method} />
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
              {runs.map(({ run }, index) => (
                <td className="min-w-28 break-words px-3 py-1.5 align-top" key={run.id}>
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
