import { mean } from "@graft/core/analysis/aggregate";
import type { Judgement } from "@graft/core/analysis/comparability";
import { duration, percent, points, pointsRange, signedPoints } from "@graft/core/analysis/format";
import {
  type ClassGain,
  type Course,
  classGains,
  compareCourses,
  type JudgedGain,
  judgeGains,
  type TransferPair as PairOf,
} from "@graft/core/analysis/transfer";
import type { Curve } from "@graft/db";
import type { ComparedRun } from "./compared-run.ts";
import type { CurvesById } from "./read-comparison.ts";

type TransferPair = PairOf<ComparedRun>;

interface ClassCell {
  readonly text: string;
  /** The recall of the class is lower with transfer. */
  readonly worse: boolean;
  /** The difference is significant, corrected for all cells of the table; where it is worse too: negative transfer. */
  readonly clear: boolean;
  /** Both values. */
  readonly detail: string;
}

/** The gain of a method with transfer over one without. */
export interface TransferRow {
  readonly key: string;
  readonly with: { readonly name: string; readonly method: string };
  readonly without: { readonly name: string; readonly method: string };
  /** With more than one, all values are means over them. */
  readonly numSplits: number;
  readonly overall: {
    readonly gain: string;
    readonly interval: string | null;
    /** Why there is no interval, if the reason is known. */
    readonly unknown: string | null;
    /** Whether it is significant: the judgement of the page. */
    readonly clear: boolean;
    /** Significant, and a loss. */
    readonly negative: boolean;
  };
  readonly labels: ToldGain;
  readonly epochs: ToldGain;
  readonly seconds: ToldGain;
  readonly dataset: { readonly name: string; readonly classNames: readonly string[] };
  /** In the order of the classes. */
  readonly classes: readonly ClassCell[];
}

interface Context {
  readonly judgement: Judgement<ComparedRun>;
  readonly curves: CurvesById;
}

/** The gain from transfer for each two methods: on one split image by image, on several the mean over them. */
export function prepareTransfer(
  lists: readonly (readonly TransferPair[])[],
  { judgement, curves }: Context,
): TransferRow[] {
  const judged = judgeGains(lists, judgement);
  const classes = gainsByClass(lists);
  return lists.flatMap((pairs, i) => {
    const [first] = pairs;
    const verdict = judged[i];
    if (!first || !verdict) return [];
    const { dataset, split } = first.with.run;
    const { gain }: JudgedGain = verdict;
    const isSingle = pairs.length === 1;
    const trainings = pairs.map((pair) => ({
      gain: gainOf(pair),
      without: trainingOf(pair.without, curves, isSingle),
      with: trainingOf(pair.with, curves, isSingle),
    }));
    const labels = `both trained on the same ${split.numTrain} labels`;
    return {
      key: `${first.with.run.id} ${first.without.run.id}`,
      with: { name: nameOf(first.with, isSingle), method: first.with.run.method },
      without: { name: nameOf(first.without, isSingle), method: first.without.run.method },
      numSplits: pairs.length,
      overall: {
        gain: points(gain),
        interval: verdict.interval && pointsRange(verdict.interval),
        unknown: verdict.unknown,
        clear: verdict.isClear,
        negative: verdict.isClear && gain < 0,
      },
      labels: { gain: points(gain), note: isSingle ? labels : `${labels} on every split` },
      epochs: gainAtEqualEpochs(trainings),
      seconds: gainAtEqualSeconds(trainings),
      dataset,
      classes: dataset.classNames.map((_, label) =>
        prepareClass(classes[i]?.find((own) => own.label === label)),
      ),
    };
  });
}

/** Over several splits a method is meant, not one of its runs. */
function nameOf({ name, run }: ComparedRun, isSingle: boolean): string {
  return isSingle ? name : run.method;
}

function trainingOf(compared: ComparedRun, curves: CurvesById, isSingle: boolean): Training {
  const { run } = compared;
  const own = curves.get(run.id) ?? [];
  const times = find(own, "seconds");
  const accuracy = find(own, "validation/accuracy");
  const timeOf = new Map(times?.steps.map((step, i) => [step, times.values[i]]));
  const known = accuracy?.steps.flatMap((epoch, i) => {
    const [seconds, value] = [timeOf.get(epoch), accuracy.values[i]];
    return seconds === undefined || value === undefined ? [] : [{ epoch, seconds, value }];
  });
  return {
    name: nameOf(compared, isSingle),
    // Of a long training, the steps are those of a sample.
    numEpochs: times?.numPoints ?? 0,
    seconds: run.seconds,
    course: {
      epochs: known?.map(({ epoch }) => epoch) ?? [],
      seconds: known?.map(({ seconds }) => seconds) ?? [],
      accuracies: known?.map(({ value }) => value) ?? [],
    },
  };
}

function find(curves: readonly Curve[], key: string): Curve | undefined {
  return curves.find((curve) => curve.key === key);
}

/** In the order of the lists; those of one data set are one table, and corrected together. */
function gainsByClass(lists: readonly (readonly TransferPair[])[]): ClassGain[][] {
  const keys = lists.map(([first]) => first?.with.run.dataset.fingerprint ?? "");
  const judged = new Map(
    [...new Set(keys)].map((key) => {
      const own = lists.filter((_, i) => keys[i] === key);
      return [key, classGains(own).values()];
    }),
  );
  return keys.map((key) => judged.get(key)?.next().value ?? []);
}

function prepareClass(found: ClassGain | undefined): ClassCell {
  if (!found) return { text: "–", worse: false, clear: false, detail: "no test images" };
  return {
    text: signedPoints(found.gain),
    worse: found.gain < 0,
    clear: found.isClear,
    detail: `${percent(found.without)} to ${percent(found.with)} of ${found.total}`,
  };
}

function gainOf(pair: TransferPair): number {
  return pair.with.estimate.value - pair.without.estimate.value;
}

/** A gain with its circumstances; null where it is unknown, with the reason. */
export interface ToldGain {
  readonly gain: string | null;
  readonly note: string;
}

interface Training {
  /** Of the run. */
  readonly name: string;
  /** 0 of a method that has none. */
  readonly numEpochs: number;
  readonly seconds: number | null;
  /** On validation images; without epochs where none were held back. */
  readonly course: Course;
}

/** Two trainings on one split, and the gain from transfer on its test images. */
interface TrainingPair {
  readonly gain: number;
  readonly without: Training;
  readonly with: Training;
}

/** @param pairs One per split, at least one; of several the gain is the mean. */
function gainAtEqualEpochs(pairs: readonly TrainingPair[]): ToldGain {
  const still = [pairs[0]?.with, pairs[0]?.without].filter((one) => one?.numEpochs === 0);
  if (still.length > 0) {
    return { gain: null, note: `${still.map((one) => one?.name).join(" and ")}: no epochs` };
  }
  const compared = pairs.map((pair) => compareCourses(pair.without.course, pair.with.course));
  const overtakes = compared.flatMap((one) => one.overtakes?.epoch ?? []);
  const overtaking =
    overtakes.length === pairs.length
      ? `; reaches the best validation accuracy of ${pairs[0]?.without.name} after epoch ${rangeText(overtakes)}`
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
function gainAtEqualSeconds(pairs: readonly TrainingPair[]): ToldGain {
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
      note: `took longer: ${times}; no validation accuracy to compare`,
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
