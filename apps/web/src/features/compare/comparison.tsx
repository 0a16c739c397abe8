import {
  findCaveats,
  findObstacles,
  groupComparable,
  judgeRuns,
} from "@graft/core/analysis/comparability";
import type { RunDetail } from "@graft/db";
import { EmptyState } from "@graft/ui/notice";
import { Suspense } from "react";
import { PageLink } from "../shell/page-link.tsx";
import { TwinsNotice } from "../twins-notice.tsx";
import { AccuracySection } from "./accuracy-section.tsx";
import type { ComparedRun } from "./compared-run.ts";
import { CurvesPart } from "./curves/curves-part.tsx";
import { CurvesPlace } from "./curves/curves-place.tsx";
import { findBaseline } from "./find-baseline.ts";
import { Headline, Warnings } from "./headline.tsx";
import { ImagesPart } from "./images-part.tsx";
import { MeasurementsSection } from "./measurements/measurements-section.tsx";
import { PairsSection } from "./pairs-section.tsx";
import { ProbabilitiesPart } from "./probabilities/probabilities-part.tsx";
import type { CurvesById } from "./read-courses.ts";
import { SettingsSection } from "./settings-section.tsx";
import { SplitsSection } from "./splits-section.tsx";
import { TransferSection } from "./transfer/transfer-section.tsx";

interface Props {
  /** Tested runs, the most accurate first. */
  readonly runs: readonly ComparedRun[];
  /** Id of the run that was chosen as the baseline, if one was. */
  readonly asked: number | null;
  /** Name of the class that was chosen for the ROC diagram, if one was. */
  readonly askedClass: string | null;
  /** How the trainings went on that are compared for what transfer bought. */
  readonly courses: CurvesById;
  /** All that is compared along the trainings; it may come later than the page. */
  readonly curves: Promise<CurvesById>;
  readonly untested: readonly RunDetail[];
  /** Ids that are not in the database. */
  readonly unknown: readonly number[];
}

/** All of a comparison: who is better, whether it could be chance, on which images, and by what settings. */
export function Comparison(props: Props) {
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
        <EmptyState title="A comparison needs two runs that were tested.">
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
      <ImagesPart baseline={baseline} runs={runs} />
      {runs.some(({ run }) => typeof run.config.epochs === "number") ? (
        <Suspense fallback={<CurvesPlace />}>
          <CurvesPart curves={curves} runs={runs} />
        </Suspense>
      ) : null}
      <ProbabilitiesPart asked={askedClass} runs={runs} />
      <SettingsSection runs={runs} />
    </>
  );
}
