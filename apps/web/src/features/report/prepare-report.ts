import type { RunDetail } from "@graft/db";
import { type AlignedPictures, alignPictures, sharedPictures } from "../compare/align-pictures.ts";
import { findBaseline } from "../compare/compare-params.ts";
import { type ComparedRun, toCompared } from "../compare/compared-run.ts";
import { type Judgement, judgeRuns } from "../compare/judge-runs.ts";
import {
  type MeasuredRun,
  measureWithIntervals,
} from "../compare/measurements/measure-compared.ts";
import { groupDisagreement } from "../compare/pictures/disagreement.ts";
import type { ReadRun } from "../compare/read-runs.ts";
import { choosePictures, type ShownGroup } from "./choose-pictures.ts";

/** All that a report of a comparison says. */
export interface ReportContent {
  /** Tested runs, the most accurate first. */
  readonly runs: readonly ComparedRun[];
  /** The one that the others are held against. */
  readonly baseline: ComparedRun;
  readonly untested: readonly RunDetail[];
  readonly judgement: Judgement;
  /** In the order of the runs. */
  readonly measured: readonly MeasuredRun[];
  readonly aligned: AlignedPictures;
  readonly groups: readonly ShownGroup[];
}

/**
 * Judges and measures runs for a report.
 *
 * @param read In the order in which they were named.
 * @param asked Id of the run that was chosen as the baseline, if one was.
 * @returns Null for fewer than two runs that were tested.
 */
export async function prepareReport(
  read: readonly ReadRun[],
  asked: number | null,
): Promise<ReportContent | null> {
  const runs = toCompared(read);
  const baseline = findBaseline(runs, asked);
  if (!baseline || runs.length < 2) return null;
  const seed = read[0]?.run.seed ?? 0;
  const judgement = judgeRuns(runs, seed);
  const names = runs.map(({ name }) => name);
  const aligned = alignPictures(runs);
  return {
    runs,
    baseline,
    aligned,
    untested: read.flatMap(({ run, predictions }) => (predictions.length === 0 ? run : [])),
    judgement,
    measured: await measureWithIntervals(runs, baseline, {
      pairs: judgement.pairs,
      seed,
      rest: () => new Promise(setImmediate),
    }),
    groups: choosePictures(groupDisagreement(sharedPictures(aligned.pictures), names)),
  };
}
