import {
  describeWithoutTwins,
  findDiverged,
  judgeRuns,
  type TestedRun,
} from "@graft/core/analysis/comparability";
import { duration, percent } from "@graft/core/analysis/format";
import { wilsonInterval } from "@graft/core/analysis/stats";
import { AppError } from "@graft/core/contract/errors";
import type { RunResult } from "./reporter.ts";
import { textTable } from "./text-table.ts";

/** Up to four runs make six pairs; of more, `trainer compare` shows the table. */
const MOST_PAIRS = 6;

/**
 * What the runs of an experiment say of each other: the same judgement, with the same pairs and the same correction,
 * as `trainer compare` and the dashboard show.
 *
 * @param runs In any order.
 * @returns Sentences; of a single run only what its accuracy becomes without near-duplicates of training images.
 */
export function describeJudgement(runs: readonly TestedRun[]): string[] {
  if (runs.length < 2) return runs.flatMap((run) => describeWithoutTwins(run) ?? []);
  return [
    ...judge(runs),
    ...findDiverged(runs.map(({ run }) => run)).map(({ message }) => message),
  ];
}

function judge(runs: readonly TestedRun[]): string[] {
  try {
    const { verdict, pairs, onOneSplit, overSplits, withoutTwins } = judgeRuns(runs);
    const twinless = withoutTwins?.sentences ?? [];
    if (overSplits) return [...verdict, ...twinless];
    if (!onOneSplit) return [UNEVEN, ...twinless];
    if (pairs.length === 1 || pairs.length > MOST_PAIRS) return [...verdict, ...twinless];
    const single = pairs.flatMap(({ result }) => ("reason" in result ? [] : [result.verdict]));
    return [...verdict, ...single, ...twinless];
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "OUT_OF_RANGE") throw error;
    return [
      `${runs.length} runs on one split are too many to compare at once: choose up to 10 of them.`,
    ];
  }
}

const UNEVEN =
  "Not every method finished once on every split, so the methods are not compared. Compare runs on one split: pnpm trainer compare.";

/** The outcome as a small table: accuracy with its Wilson 95% interval, and time. */
export function resultsTable(results: readonly RunResult[]): string {
  const head = ["run", "method", "test accuracy", "95% interval", "time"];
  return textTable([head, ...results.map(toRow)]);
}

function toRow({ run, method, repeat, status, score, seconds }: RunResult): string[] {
  const name = repeat > 0 ? `${method} #${repeat + 1}` : method;
  if (!score) return [String(run), name, status, "", duration(seconds)];
  const { low, high } = wilsonInterval(score.correct, score.total);
  return [
    String(run),
    name,
    `${percent(score.correct / score.total)} (${score.correct}/${score.total})`,
    `${percent(low)} to ${percent(high)}`,
    duration(seconds),
  ];
}
