import {
  findCaveats,
  findObstacles,
  groupComparable,
  judgeRuns,
} from "@graft/core/analysis/comparability";
import type { RunDetail } from "@graft/db";
import { EmptyState } from "@graft/ui/blocks";
import { Suspense } from "react";
import { PageLink } from "../shell/links.tsx";
import { TwinsNotice } from "../twins-notice.tsx";
import { type ComparedRun, findBaseline } from "./compared-run.ts";
import { CurvesSection } from "./curves.tsx";
import { DisagreementSection } from "./disagreement.tsx";
import { alignImages, classPlaces, sharedImages, withFewDigits } from "./images.ts";
import { MatricesSection } from "./matrices.tsx";
import { MeasurementsSection } from "./measurements.tsx";
import { toTraces } from "./overlay.ts";
import { PairsSection } from "./pairs.tsx";
import { ProbabilitiesSection } from "./probabilities.tsx";
import type { CurvesById } from "./read-comparison.ts";
import { SettingsSection } from "./settings.tsx";
import { TransferSection } from "./transfer-section.tsx";
import { AccuracySection, Headline, SplitsSection, Warnings } from "./verdict.tsx";

interface Props {
  /** Tested runs, the most accurate first. */
  readonly runs: readonly ComparedRun[];
  /** Id of the run that was chosen as the baseline, if one was. */
  readonly asked: number | null;
  /** Name of the class that was chosen for the ROC diagram, if one was. */
  readonly askedClass: string | null;
  /** Curves of the trainings whose gain from transfer is computed. */
  readonly courses: CurvesById;
  /** All that is compared along the trainings; it may come later than the page. */
  readonly curves: Promise<CurvesById>;
  readonly untested: readonly RunDetail[];
  /** Ids that are not in the database. */
  readonly unknown: readonly number[];
}

/** The comparison page: which run is better, whether it could be chance, on which images, and with which settings. */
export function ComparisonSections(props: Props) {
  const { runs, asked, askedClass, courses, curves, untested, unknown } = props;
  const judgement = runs.length < 2 ? null : judgeRuns(runs);
  const baseline = findBaseline(runs, asked);
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
        <EmptyState title="A comparison needs two tested runs.">
          <p>
            Wait for the others to finish, or <PageLink href="/">choose other runs</PageLink>.
          </p>
        </EmptyState>
      </>
    );
  }
  const { verdict, pairs, overSplits, withoutTwins } = judgement;
  return (
    <>
      <Headline verdict={verdict} />
      <TwinsNotice sentences={withoutTwins?.sentences ?? []} />
      {warnings}
      <AccuracySection runs={runs} />
      {overSplits ? <SplitsSection comparison={overSplits} /> : null}
      <MeasurementsSection baseline={baseline} judgement={judgement} runs={runs} />
      <TransferSection curves={courses} judgement={judgement} runs={runs} />
      {/* Over several splits the methods are judged, not the pairs of runs: one judgement, one correction. */}
      {overSplits ? null : <PairsSection pairs={pairs} />}
      <ImageSections baseline={baseline} runs={runs} />
      {runs.some(({ run }) => typeof run.config.epochs === "number") ? (
        <Suspense fallback={<CurvesPlaceholder />}>
          <LoadedCurves curves={curves} runs={runs} />
        </Suspense>
      ) : null}
      <ProbabilitiesSection asked={askedClass} runs={runs} />
      <SettingsSection runs={runs} />
    </>
  );
}

/** The predictions image by image: counted in matrices, and where the runs disagree. */
function ImageSections({
  runs,
  baseline,
}: {
  runs: readonly ComparedRun[];
  baseline: ComparedRun;
}) {
  const aligned = withFewDigits(alignImages(runs));
  const { classNames } = aligned;
  const shown = runs.map((compared) => ({
    id: compared.run.id,
    name: compared.name,
    method: compared.run.method,
    accuracy: compared.estimate.value,
    classes: classPlaces(compared, classNames),
  }));
  return (
    <>
      <MatricesSection aligned={aligned} baseline={baseline.run.id} runs={shown} />
      {sharedImages(aligned.images).length > 0 ? (
        <DisagreementSection aligned={aligned} runs={shown} />
      ) : (
        <EmptyState title="No image was in the test split of all these runs.">
          <p>Choose runs of one repeat to see where they disagree.</p>
        </EmptyState>
      )}
    </>
  );
}

/** The curves of all runs that trained in epochs, when they are read; nothing where none did. */
async function LoadedCurves({
  runs,
  curves,
}: {
  runs: readonly ComparedRun[];
  /** Empty where they could not be read. */
  curves: Promise<CurvesById>;
}) {
  const traces = toTraces(runs, await curves);
  const trained = traces.filter((trace) => trace.curves.length > 0);
  if (trained.length === 0) return null;
  return (
    <CurvesSection
      traces={trained}
      withoutEpochs={traces.filter((trace) => !trained.includes(trace)).map(({ name }) => name)}
    />
  );
}

/** Keeps the place of the curves while they are loading. */
function CurvesPlaceholder() {
  return (
    <section aria-labelledby="curves" className="panel min-h-[58rem] p-4 lg:min-h-[33.5rem]">
      <h2 className="section-title" id="curves">
        Training
      </h2>
      <p className="mt-2 text-muted text-sm">Loading the curves…</p>
    </section>
  );
}
