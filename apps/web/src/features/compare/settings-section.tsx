import { plural } from "@graft/core/analysis/format";
import type { ComparedRun } from "./compared-run.ts";
import { diffSettings, type SettingKind } from "./settings-diff.ts";
import { SettingsTable, type SettingsTableProps } from "./settings-table.tsx";

/** The settings in which the runs differ, side by side; what hardly decides a result waits to be opened. */
export function SettingsSection({ runs }: { runs: readonly ComparedRun[] }) {
  const rows = diffSettings(runs);
  const shown = runs.map(({ run, name }) => ({ id: run.id, name, method: run.method }));
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
        <SettingsTable label="Settings that differ" rows={differs} runs={shown} />
      ) : null}
      <More
        label={`${plural(own.length, "setting")} that only some of the runs have`}
        rows={own}
        runs={shown}
      />
      <More
        label={`${plural(environment.length, "difference")} in what they ran on`}
        rows={environment}
        runs={shown}
      />
    </section>
  );
}

function More(props: SettingsTableProps) {
  if (props.rows.length === 0) return null;
  return (
    <details className="mt-3">
      <summary className="w-fit text-muted text-sm hover:text-ink">{props.label}</summary>
      <SettingsTable {...props} />
    </details>
  );
}
