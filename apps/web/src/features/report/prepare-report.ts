import { type Judgement, judgeRuns } from "@graft/core/analysis/comparability";
import type { RunDetail } from "@graft/db";
import type { XyPlot } from "@graft/ui/prepare-xy-plot";
import { type AlignedImages, alignImages, sharedImages } from "../compare/align-images.ts";
import type { ComparedRun } from "../compare/compared-run.ts";
import { plainOverlays } from "../compare/curves/plain-overlays.ts";
import { toTraces } from "../compare/curves/to-traces.ts";
import { findBaseline } from "../compare/find-baseline.ts";
import { groupDisagreement } from "../compare/images/disagreement.ts";
import {
  type MeasuredRun,
  measureWithIntervals,
} from "../compare/measurements/measure-compared.ts";
import {
  type CompareDiagrams,
  compareDiagrams,
} from "../compare/probabilities/compare-diagrams.ts";
import type { ReadComparison } from "../compare/read-comparison.ts";
import type { CurvesById } from "../compare/read-courses.ts";
import { chooseImages, type ShownGroup } from "./choose-images.ts";

/** All that a report of a comparison says. */
export interface ReportContent {
  /** Tested runs, the most accurate first. */
  readonly runs: readonly ComparedRun[];
  /** The one that the others are held against. */
  readonly baseline: ComparedRun;
  readonly untested: readonly RunDetail[];
  readonly judgement: Judgement<ComparedRun>;
  /** In the order of the runs. */
  readonly measured: readonly MeasuredRun[];
  readonly aligned: AlignedImages;
  /** How the trainings went on that are compared for what transfer bought. */
  readonly courses: CurvesById;
  /** The trainings laid over each other. */
  readonly overlays: readonly XyPlot[];
  readonly diagrams: CompareDiagrams;
  readonly groups: readonly ShownGroup[];
}

/**
 * Judges and measures runs for a report.
 *
 * @param asked Id of the run that was chosen as the baseline, if one was.
 * @returns Null for fewer than two runs that were tested.
 */
export async function prepareReport(
  { read, runs, courses, curves }: ReadComparison & { readonly curves: CurvesById },
  asked: number | null,
): Promise<ReportContent | null> {
  const baseline = findBaseline(runs, asked);
  if (!baseline || runs.length < 2) return null;
  const judgement = judgeRuns(runs);
  const names = runs.map(({ name }) => name);
  const aligned = alignImages(runs);
  return {
    runs,
    baseline,
    aligned,
    courses,
    overlays: [...plainOverlays(toTraces(runs, curves)).values()],
    diagrams: compareDiagrams(runs, null),
    untested: read.flatMap(({ run, predictions }) => (predictions.length === 0 ? run : [])),
    judgement,
    measured: await measureWithIntervals(runs, baseline, {
      judgement,
      rest: () => new Promise(setImmediate),
    }),
    groups: chooseImages(groupDisagreement(sharedImages(aligned.images), names)),
  };
}
