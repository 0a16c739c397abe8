import { type Arrangement, arrangeRuns, findCaveats } from "@graft/core/comparability";
import { AppError } from "@graft/core/errors";
import { measureRun } from "@graft/core/metrics";
import { compareOverSplits, compareRuns } from "@graft/core/stats";
import { loadRun, type TestedRun } from "../measure/load-run.ts";
import { readDatabase } from "../measure/read-database.ts";
import { printable } from "../printable.ts";
import { comparisonReport, splitsReport } from "../report/measurements/comparison-report.ts";
import { wrap } from "../report/measurements/wrap.ts";

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
  const arranged = arrangeRuns(runs);
  if (arranged.kind === "one split") compareOnOneSplit(runs, arranged, options);
  else compareMethods(runs, arranged, options);
}

async function load(ids: readonly string[]): Promise<TestedRun[]> {
  return await readDatabase(async (db) => {
    const runs: TestedRun[] = [];
    for (const id of ids) runs.push(await loadRun(db, id));
    return runs;
  });
}

function compareOnOneSplit(
  runs: readonly TestedRun[],
  { answers }: Extract<Arrangement, { kind: "one split" }>,
  { json }: { json?: true },
): void {
  const first = runs[0]!;
  const comparison = compareRuns(answers, { seed: first.run.seed });
  const measured = answers.map(({ name }, i) => ({
    name,
    measurements: measureRun(runs[i]!.measurable, { timing: runs[i]!.timing }),
  }));
  const caveats = caveatsOf(runs);
  if (json) {
    const { classNames } = first;
    console.log(JSON.stringify({ runs: runs.map(toPlain), classNames, comparison, caveats }));
    return;
  }
  const title = `${runs.length} runs of ${experimentsOf(runs)} on the same ${first.predictions.length} test images`;
  const text = comparisonReport({
    title,
    comparison,
    measurements: comparison.scores.map(
      (score) => measured.find(({ name }) => name === score.name)!.measurements,
    ),
    classNames: first.classNames,
    columns: process.stdout.columns ?? 80,
  });
  console.log(printable([text, ...wrapAll(caveats)].join("\n\n")));
}

function compareMethods(
  runs: readonly TestedRun[],
  { methods, ...sizes }: Extract<Arrangement, { kind: "several splits" }>,
  { json }: { json?: true },
): void {
  const comparison = compareOverSplits(methods, sizes);
  const caveats = caveatsOf(runs);
  if (json) {
    console.log(JSON.stringify({ runs: runs.map(toPlain), comparison, caveats }));
    return;
  }
  const title = `${methods.length} methods of ${experimentsOf(runs)} over ${sizes.numSplits} splits of ${sizes.numTrain} training and ${sizes.numTest} test images`;
  console.log(printable([splitsReport(title, comparison), ...wrapAll(caveats)].join("\n\n")));
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
