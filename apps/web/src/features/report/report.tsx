import { findCaveats, findObstacles, groupComparable } from "@graft/core/analysis/comparability";
import { exactTime } from "@graft/core/analysis/format";
import { ForestPlot } from "@graft/ui/forest-plot";
import { prepareForest } from "@graft/ui/prepare-forest";
import { commonestClassShare } from "../compare/baseline.ts";
import { Headline, Warnings } from "../compare/headline.tsx";
import { NO_INTERVALS } from "../compare/measurements/measurements-section.tsx";
import { MeasurementsTable } from "../compare/measurements/measurements-table.tsx";
import { prepareMeasurements } from "../compare/measurements/prepare-measurements.ts";
import { PairsSection } from "../compare/pairs-section.tsx";
import { SettingsSection } from "../compare/settings-section.tsx";
import { SplitsSection } from "../compare/splits-section.tsx";
import { TransferSection } from "../compare/transfer/transfer-section.tsx";
import type { ReportData } from "./read-report.ts";
import { ReportImages } from "./report-images.tsx";
import { ReportMatrices } from "./report-matrices.tsx";
import { ReportPlots } from "./report-plots.tsx";
import { ReportRuns } from "./report-runs.tsx";

/** A comparison as a document of its own; it has no link, no button and no script. */
export function Report({
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
  const { verdict, pairs, overSplits } = data.judgement;
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
              With 95% intervals; in bold the best of each row. Below, the difference to{" "}
              {baseline.name}; in accuracy it is coloured where the test of the pair finds it
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
