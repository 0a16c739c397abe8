import { plural } from "@graft/core/analysis/format";
import { flattenSettings } from "../shared/settings.ts";
import type { ComparedRun } from "./compared-run.ts";
import {
  type SettingKind,
  type SettingRow,
  SettingsTable,
  type SettingsTableProps,
} from "./tables.tsx";

/** The settings in which the runs differ, side by side; those that matter less are folded. */
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
        label={`${plural(environment.length, "difference")} in their environment`}
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

const KINDS: readonly SettingKind[] = ["differs", "own", "environment"];

/** Settings that decide a result come first. */
const IMPORTANCE = [
  "method",
  "backbone",
  "dataset",
  "split",
  "repeat",
  "seed",
  "learningRate",
  "headLearningRate",
  "learningRates",
  "epochs",
  "trainFrom",
  "features",
  "pixelSize",
  "classifiers",
  "batchSize",
  "optimizer",
  "weightDecay",
  "",
  "device",
  "environment",
];
const BESIDE: ReadonlySet<string> = new Set(["device", "environment"]);

/** The settings in which the runs differ, kind by kind, those that matter most first. */
export function diffSettings(runs: readonly ComparedRun[]): SettingRow[] {
  const flat = runs.map(settingsOf);
  const names = [...new Set(flat.flatMap((settings) => [...settings.keys()]))];
  return names
    .map((name) => {
      const values = flat.map((settings) => settings.get(name) ?? null);
      return { name, kind: kindOf(name, values), values };
    })
    .filter(({ values }) => new Set(values).size > 1)
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || rank(a.name) - rank(b.name));
}

function kindOf(name: string, values: readonly (string | null)[]): SettingKind {
  if (BESIDE.has(topOf(name))) return "environment";
  return new Set(values.filter((value) => value !== null)).size > 1 ? "differs" : "own";
}

function settingsOf({ run }: ComparedRun): Map<string, string> {
  const { kind: _kind, ...method } = run.config;
  const {
    name: _name,
    methods: _methods,
    $schema: _schema,
    seed: _seed,
    ...experiment
  } = run.experiment.config;
  const { command: _command, ...environment } = run.environment;
  const settings = { method: run.method, repeat: run.repeat + 1, seed: run.seed };
  return new Map([
    ...flattenSettings(settings),
    ...flattenSettings(method),
    ...flattenSettings(experiment),
    ["device.backend", run.backend],
    ...flattenSettings({ environment }),
  ]);
}

function rank(name: string): number {
  const known = IMPORTANCE.indexOf(topOf(name));
  return known < 0 ? IMPORTANCE.indexOf("") : known;
}

function topOf(name: string): string {
  return name.split(".")[0] ?? "";
}
