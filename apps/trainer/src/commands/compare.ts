import {
  arrangeRuns,
  findCaveats,
  type Judgement,
  judgeRuns,
} from "@graft/core/analysis/comparability";
import { measureRun } from "@graft/core/analysis/metrics";
import type { RunComparison, SplitComparison } from "@graft/core/analysis/stats";
import { AppError } from "@graft/core/contract/errors";
import { loadRun, readDatabase, type TestedRun } from "../measure/load-run.ts";
import { printable } from "../messages.ts";
import { comparisonReport, splitsReport } from "../report/measurements/comparison-report.ts";
import { wrap } from "../report/text-table.ts";

/** `trainer compare`: what tells runs apart, and whether it could be chance. */
export async function compareCommand(
  ids: readonly string[],
  options: { json?: true },
): Promise<void> {
  if (ids.length < 2) {
    throw new AppError({
      code: "OUT_OF_RANGE",
      message: "One run is nothing to compare.",
      hint: "For example: pnpm trainer compare 3 4. `pnpm trainer list` shows the runs.",
    });
  }
  const runs = await load(ids);
  // Here runs that cannot be compared are an error: nobody asked for anything else.
  arrangeRuns(runs);
  const judgement = judgeRuns(runs);
  const { onOneSplit, overSplits } = judgement;
  if (onOneSplit) compareOnOneSplit(runs, { ...judgement, onOneSplit }, options);
  else if (overSplits) compareMethods(runs, { ...judgement, overSplits }, options);
}

async function load(ids: readonly string[]): Promise<TestedRun[]> {
  return await readDatabase(async (db) => {
    const runs: TestedRun[] = [];
    for (const id of ids) runs.push(await loadRun(db, id));
    return runs;
  });
}

type Judged = Judgement<TestedRun>;
type JudgedOnOneSplit = Judged & { readonly onOneSplit: RunComparison };
type JudgedOverSplits = Judged & { readonly overSplits: SplitComparison };

function compareOnOneSplit(
  asked: readonly TestedRun[],
  { runs, onOneSplit: comparison, withoutTwins }: JudgedOnOneSplit,
  { json }: { json?: true },
): void {
  const first = runs[0]!;
  const caveats = caveatsOf(runs);
  if (json) {
    const { classNames } = first;
    const twinless = plainWithoutTwins(withoutTwins, "onOneSplit");
    const report = { runs: asked.map(toPlain), classNames, comparison, withoutTwins: twinless };
    console.log(JSON.stringify({ ...report, caveats }));
    return;
  }
  const title = `${runs.length} runs of ${experimentsOf(runs)} on the same ${first.predictions.length} test images`;
  const text = comparisonReport({
    title,
    comparison,
    // The scores are in the order of the judged runs.
    measurements: runs.map(({ measurable, timing }) => measureRun(measurable, { timing })),
    classNames: first.classNames,
    columns: process.stdout.columns ?? 80,
  });
  const twinless = withoutTwins?.sentences ?? [];
  console.log(printable([text, ...wrapAll([...twinless, ...caveats])].join("\n\n")));
}

function compareMethods(
  runs: readonly TestedRun[],
  { overSplits: comparison, withoutTwins }: JudgedOverSplits,
  { json }: { json?: true },
): void {
  const caveats = caveatsOf(runs);
  if (json) {
    const twinless = plainWithoutTwins(withoutTwins, "overSplits");
    const report = { runs: runs.map(toPlain), comparison, withoutTwins: twinless };
    console.log(JSON.stringify({ ...report, caveats }));
    return;
  }
  const { numTrain, numTest } = runs[0]!.run.split;
  const title = `${comparison.scores.length} methods of ${experimentsOf(runs)} over ${comparison.numSplits} splits of ${numTrain} training and ${numTest} test images`;
  const said = wrapAll([...(withoutTwins?.sentences ?? []), ...caveats]);
  console.log(printable([splitsReport(title, comparison), ...said].join("\n\n")));
}

/** The comparison without near-duplicates of training images, and what changes; null where there are none. */
function plainWithoutTwins(
  withoutTwins: Judged["withoutTwins"],
  kind: "onOneSplit" | "overSplits",
) {
  if (!withoutTwins) return null;
  const { judgement, sentences } = withoutTwins;
  return { sentences, comparison: judgement?.[kind] ?? null };
}

/** What else differs between the runs than what is compared, a sentence each. */
function caveatsOf(runs: readonly TestedRun[]): string[] {
  return findCaveats(runs.map(({ run }) => run)).map(({ message }) => message);
}

function wrapAll(sentences: readonly string[]): string[] {
  return sentences.map((sentence) => wrap(sentence, process.stdout.columns ?? 80));
}

function experimentsOf(runs: readonly TestedRun[]): string {
  return [...new Set(runs.map(({ run }) => run.experiment.name))].join(", ");
}

function toPlain({ run }: TestedRun) {
  const { id, method, repeat, seed, experiment } = run;
  return { id, method, repeat, seed, experiment: experiment.name };
}
