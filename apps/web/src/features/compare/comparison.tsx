import { findCaveats, findObstacles, groupComparable } from "@graft/core/comparability";
import type { RunDetail } from "@graft/db";
import { ForestPlot } from "@graft/ui/forest-plot";
import { EmptyState } from "@graft/ui/notice";
import { prepareForest } from "@graft/ui/prepare-forest";
import { PageLink } from "../shell/page-link.tsx";
import { alignPictures } from "./align-pictures.ts";
import { commonestClassShare } from "./baseline.ts";
import { findBaseline } from "./compare-address.ts";
import type { ComparedRun } from "./compared-run.ts";
import { groupDisagreement } from "./disagreement.ts";
import { DisagreementSection } from "./disagreement-section.tsx";
import { ErrorsSection } from "./errors-section.tsx";
import { Headline, Warnings } from "./headline.tsx";
import { judgeRuns } from "./judge-runs.ts";
import { MatricesSection } from "./matrices-section.tsx";
import { MeasurementsSection } from "./measurements/measurements-section.tsx";
import { PairsSection } from "./pairs-section.tsx";
import { SettingsSection } from "./settings-section.tsx";
import { SplitsSection } from "./splits-section.tsx";

/** All of a comparison: who is better, whether it could be chance, on which pictures, and by what settings. */
export function Comparison({
  runs,
  seed,
  asked,
  addressOf,
  untested,
  unknown,
}: {
  /** Tested runs, the most accurate first. */
  runs: readonly ComparedRun[];
  /** Of the bootstrap. */
  seed: number;
  /** Id of the run that was chosen as the baseline, if one was. */
  asked: number | null;
  /** Of the page with another run as the baseline. */
  addressOf: (baseline: number) => string;
  untested: readonly RunDetail[];
  unknown: readonly number[];
}) {
  const baseline = findBaseline(runs, asked);
  const judgement = runs.length < 2 ? null : judgeRuns(runs, seed);
  const groups = groupComparable(runs).map((group) => group.map((i) => runs[i]?.name ?? ""));
  const warnings = (
    <Warnings
      caveats={findCaveats(runs.map(({ run }) => run))}
      // Methods that ran on the same splits can be compared after all.
      groups={judgement?.overSplits ? [] : groups}
      reasons={findObstacles(runs).map(({ reason }) => reason)}
      unknown={unknown}
      untested={untested.map((run) => ({
        name: `${run.method} (run ${run.id})`,
        status: run.status,
      }))}
    />
  );
  if (judgement === null || !baseline) {
    return (
      <>
        {warnings}
        <EmptyState title="A comparison needs two runs that were tested.">
          <p>
            Wait for the others to finish, or <PageLink href="/">choose other runs</PageLink>.
          </p>
        </EmptyState>
      </>
    );
  }
  const { verdict, pairs, overSplits } = judgement;
  const pictures = alignPictures(runs);
  const named = runs.map(({ name, run }) => ({ name, method: run.method }));
  const forest = prepareForest(
    runs.map(({ run, name, estimate, predictions }) => ({
      id: run.id,
      name,
      method: run.method,
      estimate,
      total: predictions.length,
    })),
    commonestClassShare(runs),
  );
  return (
    <>
      <Headline verdict={verdict} />
      {warnings}
      <section aria-labelledby="accuracy" className="panel p-4">
        <h2 className="section-title mb-3" id="accuracy">
          Accuracy
        </h2>
        <ForestPlot
          forest={forest}
          renderName={({ id, name }) => (
            <PageLink className="hover:underline" href={`/runs/${id}`}>
              {name}
            </PageLink>
          )}
        />
      </section>
      <MeasurementsSection
        addressOf={addressOf}
        baseline={baseline}
        pairs={pairs}
        runs={runs}
        seed={seed}
      />
      {overSplits ? <SplitsSection comparison={overSplits} /> : null}
      <PairsSection
        // Over several splits, a pair on two of them is no news.
        pairs={overSplits ? pairs.filter(({ result }) => !("reason" in result)) : pairs}
      />
      <MatricesSection runs={runs} />
      {pictures.length > 0 ? (
        <DisagreementSection
          groups={groupDisagreement(
            pictures,
            named.map(({ name }) => name),
          )}
          runs={named}
        />
      ) : (
        <EmptyState title="There is no picture on which all of these runs were tested.">
          <p>Choose runs of one repeat to see where they disagree.</p>
        </EmptyState>
      )}
      <ErrorsSection runs={runs} />
      <SettingsSection runs={runs} />
    </>
  );
}
