import { AppError } from "../../contract/errors.ts";
import {
  compareOverSplits,
  comparePair,
  compareRuns,
  type JudgedPair,
  judgePairs,
} from "../stats/index.ts";
import { arrangeRuns } from "./arrange-runs.ts";
import { findObstacle } from "./find-obstacle.ts";
import { nameRuns } from "./name-runs.ts";
import type { Judgement, RunPair } from "./tested-run.ts";
import { hitsOf, type TestedRun } from "./tested-run.ts";
import { describeJudgementWithoutTwins, withoutTwins } from "./without-twins.ts";

/**
 * Judges runs against each other.
 *
 * @param runs Two or more that were tested, in any order; at most 10 on one split.
 * @throws {AppError} OUT_OF_RANGE for fewer or more. Runs that cannot be compared are not an error: their pairs say why.
 */
export function judgeRuns<Run extends TestedRun>(runs: readonly Run[]): Judgement<Run> {
  const judgement = { ...judge(runs), withoutTwins: null };
  const rest = runs.map(withoutTwins);
  if (rest.every(({ predictions }, i) => predictions.length === runs[i]!.predictions.length)) {
    return judgement;
  }
  const isLeft = rest.every(({ predictions }) => predictions.length > 0);
  const after = isLeft ? { ...judge(rest), withoutTwins: null } : null;
  const names = nameRuns(judgement.runs.map(({ run }) => run));
  const named = judgement.runs.map((tested, i) => ({ name: names[i]!, tested }));
  const sentences = describeJudgementWithoutTwins(named, judgement, after);
  return { ...judgement, withoutTwins: { judgement: after, sentences } };
}

function judge<Run extends TestedRun>(runs: readonly Run[]): Omit<Judgement<Run>, "withoutTwins"> {
  const ordered = runs.toSorted((a, b) => accuracyOf(b) - accuracyOf(a));
  const couples = ordered.flatMap((b, i) => ordered.slice(i + 1).map((a) => ({ a, b })));
  const arranged = arrange(ordered);
  if (arranged?.kind === "one split") {
    const comparison = compareRuns(arranged.answers);
    return {
      runs: ordered,
      verdict: comparison.verdict,
      pairs: couples.map((couple, i) => ({ ...couple, result: comparison.pairs[i]! })),
      onOneSplit: comparison,
      overSplits: null,
    };
  }
  const overSplits = arranged && compareOverSplits(arranged.methods, arranged);
  return {
    runs: ordered,
    verdict: overSplits?.verdict ?? [],
    pairs: judgeCouples(couples, ordered),
    onOneSplit: null,
    overSplits,
  };
}

/** The judged pair of two runs, whichever is A; null where they were not compared. */
export function findPair<Run extends TestedRun>(
  { pairs }: Pick<Judgement<Run>, "pairs">,
  one: Run,
  other: Run,
): { readonly pair: JudgedPair; readonly b: Run } | null {
  const found = pairs.find(({ a, b }) => (a === one && b === other) || (a === other && b === one));
  return !found || "reason" in found.result ? null : { pair: found.result, b: found.b };
}

/** Null where the runs cannot all be compared; why is told pair by pair. */
function arrange(runs: readonly TestedRun[]) {
  try {
    return arrangeRuns(runs);
  } catch (error) {
    if (error instanceof AppError && error.code === "RUNS_NOT_COMPARABLE") return null;
    throw error;
  }
}

function judgeCouples<Run extends TestedRun>(
  couples: readonly { readonly a: Run; readonly b: Run }[],
  runs: readonly Run[],
): RunPair<Run>[] {
  const names = new Map(nameRuns(runs.map(({ run }) => run)).map((name, i) => [runs[i], name]));
  const obstacles = couples.map(({ a, b }) => findObstacle(a, b));
  const tested = couples.filter((_, i) => obstacles[i] === null);
  const judged = judgePairs(
    tested.map(({ a, b }) =>
      comparePair({
        nameA: names.get(a)!,
        nameB: names.get(b)!,
        correctA: hitsOf(a),
        correctB: hitsOf(b),
      }),
    ),
  );
  const results = judged.values();
  return couples.map((couple, i) => {
    const obstacle = obstacles[i];
    if (obstacle) return { ...couple, result: { reason: obstacle.reason } };
    return { ...couple, result: results.next().value! };
  });
}

function accuracyOf(run: TestedRun): number {
  return hitsOf(run).filter(Boolean).length / run.predictions.length;
}
