import { createHash } from "node:crypto";
import { findCaveats, findObstacles, groupComparable } from "@graft/core/analysis/comparability";
import { exactTime } from "@graft/core/analysis/format";
import type { RunDetail } from "@graft/db";
import { Facts } from "@graft/ui/blocks";
import { ForestPlot, prepareForest } from "@graft/ui/charts/forest";
import { XyFigure } from "@graft/ui/charts/xy-figure";
import type { XyPlot } from "@graft/ui/charts/xy-plot";
import { MethodMark } from "@graft/ui/marks";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { type ComparedRun, commonestClassShare } from "../compare/compared-run.ts";
import { NO_INTERVALS, prepareMeasurements } from "../compare/measurements.tsx";
import { PairsSection } from "../compare/pairs.tsx";
import { SettingsSection } from "../compare/settings.tsx";
import { MeasurementsTable } from "../compare/tables.tsx";
import { TransferSection } from "../compare/transfer-section.tsx";
import { Headline, SplitsSection, Warnings } from "../compare/verdict.tsx";
import { environmentFacts } from "../run/settings.tsx";
import { repeatNumber, timeTaken } from "../shared/run-words.ts";
import { flattenSettings, settingWithoutFolders, withoutFolders } from "../shared/settings.ts";
import { TwinsNotice } from "../twins-notice.tsx";
import type { ReportData } from "./report-data.ts";
import { ReportImages, ReportMatrices } from "./report-images.tsx";

export interface Rendering {
  /** The style sheet, as text. */
  readonly css: string;
  /** Of Graft. */
  readonly version: string;
  readonly madeAt: Date;
}

/**
 * A comparison as one HTML file that needs nothing else: no script, no address but those of its own images,
 * and a policy that allows nothing more.
 */
export function renderReport(data: ReportData, { css, version, madeAt }: Rendering): string {
  const hash = createHash("sha256").update(css).digest("base64");
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const report = createElement(Report, { data, css, policy, version, madeAt });
  return `<!doctype html>\n${renderToStaticMarkup(report)}\n`;
}

/** A comparison as a document of its own; it has no link, no button and no script. */
function Report({
  data,
  css,
  policy,
  version,
  madeAt,
}: {
  data: ReportData;
  css: string;
  /** Content security policy. */
  policy: string;
  version: string;
  madeAt: Date;
}) {
  const { runs, baseline, untested, unknown, aligned, groups, thumbnails } = data;
  const { chosen, roc, reliability } = data.diagrams;
  const { verdict, pairs, overSplits, withoutTwins } = data.judgement;
  const title = `${runs.length} runs of ${namesOf(data)} compared`;
  const named = runs.map(({ name, run }) => ({ id: run.id, name, method: run.method }));
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta content={policy} httpEquiv="Content-Security-Policy" />
        <meta content="width=device-width, initial-scale=1" name="viewport" />
        <meta content="light dark" name="color-scheme" />
        <title>{title}</title>
        {/* oxlint-disable-next-line react/no-danger -- our own style sheet; as text, its ">" would be written "&gt;" */}
        <style dangerouslySetInnerHTML={{ __html: css }} />
      </head>
      <body className="text-[15px] leading-6 antialiased">
        <main className="mx-auto max-w-[80rem] space-y-6 px-4 pt-6 pb-16 sm:px-6">
          <header>
            <h1 className="break-words font-semibold text-2xl tracking-tight">{title}</h1>
            <p className="mt-1 text-muted text-sm">
              Made on <time dateTime={madeAt.toISOString()}>{exactTime(madeAt)}</time> with Graft{" "}
              {version}.
            </p>
          </header>
          <Headline verdict={verdict} />
          <TwinsNotice sentences={withoutTwins?.sentences ?? []} />
          <Warnings
            caveats={findCaveats(runs.map(({ run }) => run))}
            groups={
              overSplits
                ? []
                : groupComparable(runs).map((group) => group.map((i) => runs[i]?.name ?? ""))
            }
            reasons={findObstacles(runs).map(({ reason }) => reason)}
            unknown={unknown}
            untested={untested.map(({ method, id, status }) => ({
              name: `${method} (run ${id})`,
              status,
            }))}
          />
          <section aria-labelledby="accuracy" className="panel p-4">
            <h2 className="section-title mb-3" id="accuracy">
              Accuracy
            </h2>
            <ForestPlot
              forest={prepareForest(
                runs.map(({ run, name, estimate, predictions }) => {
                  const { id, method } = run;
                  return { id, name, method, estimate, total: predictions.length };
                }),
                commonestClassShare(runs),
              )}
              renderName={({ name }) => name}
            />
          </section>
          <section aria-labelledby="measurements" className="panel p-4">
            <h2 className="section-title" id="measurements">
              Measurements
            </h2>
            <p className="mt-1 mb-3 max-w-prose text-muted text-sm">
              With 95% intervals; the best value of each row is bold. Below it, the difference to{" "}
              {baseline.name}; in accuracy it is coloured if the test of the pair finds it
              significant. {NO_INTERVALS}
            </p>
            <MeasurementsTable
              rows={prepareMeasurements(data.measured, runs.indexOf(baseline))}
              runs={runs.map((compared) => ({
                id: compared.run.id,
                name: compared.name,
                method: compared.run.method,
                isBaseline: compared === baseline,
                linked: false,
              }))}
            />
          </section>
          {overSplits ? <SplitsSection comparison={overSplits} /> : null}
          <TransferSection curves={data.courses} judgement={data.judgement} runs={runs} />
          {overSplits ? null : <PairsSection pairs={pairs} />}
          <ReportMatrices aligned={aligned} baseline={baseline} runs={runs} />
          <ReportImages
            classNames={aligned.classNames}
            groups={groups}
            runs={named}
            thumbnails={thumbnails}
          />
          <ReportPlots heading="Training" id="curves" plots={data.overlays} />
          <ReportPlots
            heading="Probabilities"
            id="probabilities"
            note={chosen === undefined ? null : `ROC of the class ${chosen}.`}
            plots={[roc, reliability]}
          />
          <SettingsSection runs={runs} />
          <ReportRuns runs={runs} />
        </main>
      </body>
    </html>
  );
}

function namesOf({ runs }: ReportData): string {
  return [...new Set(runs.map(({ run }) => run.experiment.name))].join(", ");
}

/** Charts beside each other; nothing where there is none. */
function ReportPlots({
  id,
  heading,
  note = null,
  plots,
}: {
  /** Its own in the report. */
  id: string;
  heading: string;
  note?: string | null;
  plots: readonly XyPlot[];
}) {
  if (plots.length === 0) return null;
  return (
    <section aria-labelledby={id} className="panel p-4">
      <h2 className="section-title mb-3" id={id}>
        {heading}
      </h2>
      {note === null ? null : <p className="mb-4 text-muted text-sm">{note}</p>}
      <div className="grid gap-x-8 gap-y-6 lg:grid-cols-2">
        {plots.map((plot) => (
          <XyFigure key={plot.title} plot={plot} />
        ))}
      </div>
    </section>
  );
}

/** Every run with all its settings, its environment and its command. */
function ReportRuns({ runs }: { runs: readonly ComparedRun[] }) {
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
    { name: "requested device", value: run.device },
    { name: "data set", value: run.dataset.name },
    { name: "data set fingerprint", value: run.dataset.fingerprint.slice(0, 16) },
    { name: "split fingerprint", value: run.split.fingerprint.slice(0, 16) },
    ...environmentFacts(environment).map(({ name, value }) => ({
      name,
      value: settingWithoutFolders(value),
    })),
  ];
}
