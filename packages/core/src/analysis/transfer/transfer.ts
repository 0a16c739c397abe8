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

/** How the accuracy of a training went on, epoch by epoch; all lists have one order and length. */
export interface Course {
  /** 1-based, ascending. */
  readonly epochs: readonly number[];
  /** Since the start of the run, ascending. */
  readonly seconds: readonly number[];
  /** On images that it was not trained on, in [0, 1]. */
  readonly accuracies: readonly number[];
}

/** Two trainings, held against each other where both had spent the same. */
interface GainAt {
  /** The epoch or the second: the last one that both reached. */
  readonly at: number;
  /** What each had reached by then. */
  readonly without: number;
  readonly with: number;
  /** The difference, in [-1, 1]. */
  readonly gain: number;
}

export interface CourseComparison {
  /** Null where one of them has no epoch. */
  readonly epochs: GainAt | null;
  /** Null where one of them had not finished an epoch when the other one ended. */
  readonly seconds: GainAt | null;
  /** The first epoch in which the training with transfer was at least as good as the other one ever; null: none. */
  readonly overtakes: { readonly epoch: number; readonly seconds: number } | null;
}

/** Compares two trainings at equal epochs and at equal seconds. */
export function compareCourses(without: Course, withTransfer: Course): CourseComparison {
  const best = Math.max(...without.accuracies);
  const first = withTransfer.accuracies.findIndex((accuracy) => accuracy >= best);
  const [epoch, seconds] = [withTransfer.epochs[first], withTransfer.seconds[first]];
  return {
    epochs: gainAt(without, withTransfer, "epochs"),
    seconds: gainAt(without, withTransfer, "seconds"),
    overtakes:
      without.accuracies.length > 0 && epoch !== undefined && seconds !== undefined
        ? { epoch, seconds }
        : null,
  };
}

function gainAt(without: Course, withTransfer: Course, axis: "epochs" | "seconds"): GainAt | null {
  const [endOfOne, endOfOther] = [without[axis].at(-1), withTransfer[axis].at(-1)];
  if (endOfOne === undefined || endOfOther === undefined) return null;
  const at = Math.min(endOfOne, endOfOther);
  const [one, other] = [reachedBy(without, axis, at), reachedBy(withTransfer, axis, at)];
  if (one === null || other === null) return null;
  return { at, without: one, with: other, gain: other - one };
}

/** The accuracy after the last epoch that was over by then; null before the first one. */
function reachedBy(course: Course, axis: "epochs" | "seconds", at: number): number | null {
  const last = course[axis].findLastIndex((value) => value <= at);
  return course.accuracies[last] ?? null;
}
