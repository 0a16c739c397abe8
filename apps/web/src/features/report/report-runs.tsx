import { exactTime } from "@graft/core/analysis/format";
import type { RunDetail } from "@graft/db";
import { Facts } from "@graft/ui/facts";
import { MethodMark } from "@graft/ui/method-mark";
import type { ComparedRun } from "../compare/compared-run.ts";
import { environmentFacts } from "../run/environment-facts.ts";
import { repeatNumber, timeTaken } from "../run-words.ts";
import { flattenSettings } from "../settings/flatten.ts";
import { settingWithoutFolders, withoutFolders } from "../settings/without-folders.ts";

/** What every run was: all its settings, what it ran on, and the command that repeats it. */
export function ReportRuns({ runs }: { runs: readonly ComparedRun[] }) {
  return (
    <section aria-labelledby="runs" className="panel p-4">
      <h2 className="section-title" id="runs">
        Runs
      </h2>
      <div className="divide-y divide-line">
        {runs.map(({ run, name }) => (
          <div className="min-w-0 py-4 last:pb-0" key={run.id}>
            <h3 className="flex flex-wrap items-center gap-x-2 text-sm">
              <MethodMark method={run.method} />
              <span className="min-w-0 break-words font-medium">{name}</span>
              <span className="text-muted">
                {run.name === null ? "" : `“${run.name}”, `}run {run.id}, {repeatNumber(run.repeat)}
                , seed {run.seed}
              </span>
            </h3>
            <Command run={run} />
            <details className="mt-2">
              <summary className="w-fit text-muted text-sm">All settings and environment</summary>
              <div className="mt-2 grid gap-x-8 md:grid-cols-2">
                <Facts facts={settingsOf(run)} />
                <Facts facts={circumstancesOf(run)} />
              </div>
            </details>
          </div>
        ))}
      </div>
    </section>
  );
}

function Command({ run: { environment } }: { run: RunDetail }) {
  if (typeof environment.command !== "string") return null;
  return (
    <pre className="mt-2 whitespace-pre-wrap break-all rounded bg-sunken p-2 font-mono text-xs leading-5">
      {withoutFolders(environment.command)}
    </pre>
  );
}

function settingsOf({ config, experiment }: RunDetail) {
  const { methods: _methods, $schema: _schema, ...shared } = experiment.config;
  const { kind: _kind, ...method } = config;
  return [...flattenSettings(shared), ...flattenSettings({ method })].map(([name, value]) => ({
    name,
    value: settingWithoutFolders(value),
  }));
}

function circumstancesOf(run: RunDetail) {
  // A report is made for others: it does not say where on this machine things lie.
  const { command: _command, configFolder: _folder, ...environment } = run.environment;
  return [
    { name: "started", value: run.startedAt ? exactTime(run.startedAt) : "–" },
    { name: "duration", value: timeTaken(run, run.finishedAt ?? new Date(0)) },
    { name: "backend", value: run.backend },
    { name: "device asked for", value: run.device },
    { name: "data set", value: run.dataset.name },
    { name: "data set fingerprint", value: run.dataset.fingerprint.slice(0, 16) },
    { name: "split fingerprint", value: run.split.fingerprint.slice(0, 16) },
    ...environmentFacts(environment).map(({ name, value }) => ({
      name,
      value: settingWithoutFolders(value),
    })),
  ];
}
