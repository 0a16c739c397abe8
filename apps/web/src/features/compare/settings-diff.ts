import { flattenSettings } from "../settings/flatten.ts";
import type { ComparedRun } from "./compared-run.ts";

export interface SettingRow {
  readonly name: string;
  /** One per run, in their order; null where a run has no such setting. */
  readonly values: readonly (string | null)[];
}

/** What decides a result stands first; what hardly can, last. */
const IMPORTANCE = [
  "method",
  "backbone",
  "dataset",
  "split",
  "repeat",
  "seed",
  "epochs",
  "learningRate",
  "headLearningRate",
  "pixelSize",
  "classifiers",
  "",
  "device",
  "environment",
];

/** The settings in which the runs differ, those that matter most first. */
export function diffSettings(runs: readonly ComparedRun[]): SettingRow[] {
  const flat = runs.map(settingsOf);
  const names = [...new Set(flat.flatMap((settings) => [...settings.keys()]))];
  return names
    .map((name) => ({ name, values: flat.map((settings) => settings.get(name) ?? null) }))
    .filter(({ values }) => new Set(values).size > 1)
    .sort((a, b) => rank(a.name) - rank(b.name));
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
  const top = name.split(".")[0] ?? "";
  const known = IMPORTANCE.indexOf(top);
  return known < 0 ? IMPORTANCE.indexOf("") : known;
}
