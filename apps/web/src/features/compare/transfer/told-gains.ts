import { mean } from "@graft/core/analysis/aggregate";
import { duration, points } from "@graft/core/analysis/format";
import { type Course, compareCourses } from "@graft/core/analysis/transfer";

/** A gain with what it is of; null where nothing can be said, and then why. */
export interface ToldGain {
  readonly gain: string | null;
  readonly note: string;
}

export interface Training {
  /** Of the run. */
  readonly name: string;
  /** 0 of a method that has none. */
  readonly numEpochs: number;
  readonly seconds: number | null;
  /** On validation images; without epochs where none were held back. */
  readonly course: Course;
}

/** Two trainings on one split, and what transfer gained on its test images. */
export interface TrainingPair {
  readonly gain: number;
  readonly without: Training;
  readonly with: Training;
}

/** @param pairs One per split, at least one; of several the gain is the mean. */
export function gainAtEqualEpochs(pairs: readonly TrainingPair[]): ToldGain {
  const still = [pairs[0]?.with, pairs[0]?.without].filter((one) => one?.numEpochs === 0);
  if (still.length > 0) {
    return { gain: null, note: `${still.map((one) => one?.name).join(" and ")}: no epochs` };
  }
  const compared = pairs.map((pair) => compareCourses(pair.without.course, pair.with.course));
  const overtakes = compared.flatMap((one) => one.overtakes?.epoch ?? []);
  const overtaking =
    overtakes.length === pairs.length
      ? `; as good as ${pairs[0]?.without.name} ever was on validation images after epoch ${rangeText(overtakes)}`
      : "";
  const [transferred, plain] = [
    rangeText(pairs.map((pair) => pair.with.numEpochs)),
    rangeText(pairs.map((pair) => pair.without.numEpochs)),
  ];
  if (pairs.every((pair) => pair.without.numEpochs === pair.with.numEpochs)) {
    const gain = points(mean(pairs.map((pair) => pair.gain)));
    return { gain, note: `both trained for ${plain} epochs${overtaking}` };
  }
  const held = compared.flatMap(({ epochs }) => epochs ?? []);
  if (held.length < pairs.length) {
    const note = `trained for ${transferred} and ${plain} epochs, without validation images`;
    return { gain: null, note };
  }
  return {
    gain: points(mean(held.map(({ gain }) => gain))),
    note: `on validation images after epoch ${rangeText(held.map(({ at }) => at))}${overtaking}`,
  };
}

/** Trainings that differ by less took the same time. */
const SAME_TIME = 0.05;

/** @param pairs One per split, at least one; of several the gain is the mean. */
export function gainAtEqualSeconds(pairs: readonly TrainingPair[]): ToldGain {
  const timed = pairs.flatMap((pair) => {
    const [one, other] = [pair.without.seconds, pair.with.seconds];
    return one === null || other === null ? [] : [{ pair, one, other }];
  });
  if (timed.length < pairs.length) return { gain: null, note: "duration not known" };
  const [with_, without] = [
    duration(mean(timed.map(({ other }) => other))),
    duration(mean(timed.map(({ one }) => one))),
  ];
  const times = `${with_} with, ${without} without${pairs.length > 1 ? ", on average" : ""}`;
  if (timed.every(({ one, other }) => other <= one * (1 + SAME_TIME))) {
    const isShorter = timed.every(({ one, other }) => other < one * (1 - SAME_TIME));
    const gain = points(mean(pairs.map((pair) => pair.gain)));
    return { gain, note: `${isShorter ? "in less time: " : ""}${times}` };
  }
  const held = pairs.flatMap(
    (pair) => compareCourses(pair.without.course, pair.with.course).seconds ?? [],
  );
  if (held.length < pairs.length) {
    return {
      gain: null,
      note: `it took longer: ${times}; no validation accuracy in between`,
    };
  }
  return {
    gain: points(mean(held.map(({ gain }) => gain))),
    note: `on validation images after ${rangeText(
      held.map(({ at }) => at),
      duration,
    )}`,
  };
}

/** "8", or "6 to 8" where they differ. */
function rangeText(values: readonly number[], write: (value: number) => string = String): string {
  const [low, high] = [write(Math.min(...values)), write(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
}
