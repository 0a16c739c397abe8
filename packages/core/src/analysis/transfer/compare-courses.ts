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
