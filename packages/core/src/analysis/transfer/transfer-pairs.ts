import { findObstacle, type TestedRun } from "../comparability/index.ts";

/** A run that builds on the pretrained net, and one on the same split that does not. */
export interface TransferPair<Run extends TestedRun = TestedRun> {
  readonly without: Run;
  readonly with: Run;
}

/** Methods with transfer, each with those that answer what it bought. */
const WITH = ["fine-tuned", "frozen-features"];
const WITHOUT = ["scratch", "raw-pixels"];

/**
 * Every method with transfer against every one without, on the same test images: a list for each two methods and
 * data set, in it a pair for each split that both ran on. Where a method ran several times on a split, the newest
 * run that can be compared counts: the best one would be chosen by its luck.
 */
export function transferPairs<Run extends TestedRun>(runs: readonly Run[]): TransferPair<Run>[][] {
  return WITH.flatMap((method) =>
    WITHOUT.flatMap((reference) => {
      const lists = new Map<string, Map<string, TransferPair<Run>>>();
      for (const one of newestFirst(runs, method)) {
        const other = newestFirst(runs, reference).find((run) => findObstacle(one, run) === null);
        if (!other) continue;
        const bySplit = lists.get(poolOf(one)) ?? new Map<string, TransferPair<Run>>();
        lists.set(poolOf(one), bySplit);
        const split = one.run.split.fingerprint;
        if (!bySplit.has(split)) bySplit.set(split, { with: one, without: other });
      }
      return [...lists.values()].map((bySplit) => [...bySplit.values()]);
    }),
  );
}

function newestFirst<Run extends TestedRun>(runs: readonly Run[], method: string): Run[] {
  return runs.filter(({ run }) => run.method === method).sort((a, b) => b.run.id - a.run.id);
}

/** Splits of the same size of one data set: over these, and no others, a mean means something. */
function poolOf({ run: { dataset, split } }: TestedRun): string {
  return JSON.stringify([dataset.fingerprint, dataset.classNames, split.numTrain, split.numTest]);
}
