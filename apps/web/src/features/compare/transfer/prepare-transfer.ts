import { hitsOf } from "@graft/core/comparability";
import { type Course, classGains, compareCourses } from "@graft/core/transfer";
import type { Curve } from "@graft/db";
import { duration, percent, points, pointsRange, signedPoints } from "@graft/ui/format";
import type { ComparedRun } from "../compared-run.ts";
import { intervalAgainst, type Pair } from "../judge-runs.ts";
import type { CurvesById } from "../read-courses.ts";
import type { TransferPair } from "./transfer-pairs.ts";

/** A gain with what it is of; null where nothing can be said, and then why. */
export interface ToldGain {
  readonly gain: string | null;
  readonly note: string;
}

interface ClassCell {
  readonly text: string;
  /** Transfer made the class worse. */
  readonly negative: boolean;
  /** By more than chance may bring, corrected for the number of classes. */
  readonly clear: boolean;
  /** From what to what. */
  readonly detail: string;
}

/** What one run with transfer gained over one without. */
export interface TransferRow {
  readonly key: string;
  readonly with: { readonly name: string; readonly method: string };
  readonly without: { readonly name: string; readonly method: string };
  readonly overall: {
    readonly gain: string;
    readonly interval: string | null;
    /** Whether it is more than chance may bring, corrected for the pairs on the page. */
    readonly clear: boolean;
    readonly negative: boolean;
  };
  readonly labels: ToldGain;
  readonly epochs: ToldGain;
  readonly seconds: ToldGain;
  /** In the order of the classes. */
  readonly classes: readonly ClassCell[];
}

/** What transfer bought, pair by pair. */
export function prepareTransfer(
  pairs: readonly TransferPair[],
  { judged, curves }: { judged: readonly Pair[]; curves: CurvesById },
): TransferRow[] {
  return pairs.map((pair) => {
    const gain = pair.with.estimate.value - pair.without.estimate.value;
    const interval = intervalAgainst(judged, pair.without, pair.with);
    const found = judged.find(({ a, b }) => holds(a, b, pair));
    const tested = found && !("reason" in found.result) ? found.result : null;
    const trainings = {
      without: trainingOf(pair.without, curves),
      with: trainingOf(pair.with, curves),
    };
    const { numTrain } = pair.with.run.split;
    return {
      key: `${pair.with.run.id} ${pair.without.run.id}`,
      with: { name: pair.with.name, method: pair.with.run.method },
      without: { name: pair.without.name, method: pair.without.run.method },
      overall: {
        gain: points(gain),
        interval: interval && pointsRange(interval),
        clear: tested !== null && tested.correctedPValue < 0.05,
        negative: gain < 0,
      },
      labels: { gain: points(gain), note: `both learnt from the same ${numTrain} labels` },
      epochs: atEqualEpochs(pair, gain, trainings),
      seconds: atEqualSeconds(gain, trainings),
      classes: prepareClasses(pair),
    };
  });
}

function holds(a: ComparedRun, b: ComparedRun, pair: TransferPair): boolean {
  return (a === pair.with && b === pair.without) || (a === pair.without && b === pair.with);
}

interface Training {
  /** 0 of a method that has none. */
  readonly numEpochs: number;
  readonly seconds: number | null;
  /** On validation pictures; without epochs where none were held back. */
  readonly course: Course;
}

interface Trainings {
  readonly without: Training;
  readonly with: Training;
}

function trainingOf({ run }: ComparedRun, curves: CurvesById): Training {
  const own = curves.get(run.id) ?? [];
  const times = find(own, "seconds");
  const accuracy = find(own, "validation/accuracy");
  const timeOf = new Map(times?.steps.map((step, i) => [step, times.values[i]]));
  const known = accuracy?.steps.flatMap((epoch, i) => {
    const [seconds, value] = [timeOf.get(epoch), accuracy.values[i]];
    return seconds === undefined || value === undefined ? [] : [{ epoch, seconds, value }];
  });
  return {
    numEpochs: times?.steps.at(-1) ?? 0,
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

function atEqualEpochs(pair: TransferPair, gain: number, trainings: Trainings): ToldGain {
  const { without, with: transferred } = trainings;
  const still = [pair.with, pair.without].filter(
    (_, i) => [transferred, without][i]?.numEpochs === 0,
  );
  if (still.length > 0) {
    return { gain: null, note: `${still.map(({ name }) => name).join(" and ")}: no epochs` };
  }
  const { epochs, overtakes } = compareCourses(without.course, transferred.course);
  const overtaking = overtakes
    ? `; as good as ${pair.without.name} ever was on validation pictures after epoch ${overtakes.epoch}`
    : "";
  if (without.numEpochs === transferred.numEpochs) {
    return {
      gain: points(gain),
      note: `both trained for ${without.numEpochs} epochs${overtaking}`,
    };
  }
  const trained = `trained for ${transferred.numEpochs} and ${without.numEpochs} epochs`;
  if (epochs === null) return { gain: null, note: `${trained}, without validation pictures` };
  return {
    gain: points(epochs.gain),
    note: `on validation pictures after epoch ${epochs.at}${overtaking}`,
  };
}

/** Trainings that differ by less took the same time. */
const SAME_TIME = 0.05;

function atEqualSeconds(gain: number, trainings: Trainings): ToldGain {
  const [one, other] = [trainings.without.seconds, trainings.with.seconds];
  if (one === null || other === null) return { gain: null, note: "duration not known" };
  const times = `${duration(other)} with, ${duration(one)} without`;
  if (other <= one * (1 + SAME_TIME)) {
    const less = other < one * (1 - SAME_TIME) ? "in less time: " : "";
    return { gain: points(gain), note: `${less}${times}` };
  }
  const { seconds } = compareCourses(trainings.without.course, trainings.with.course);
  if (seconds === null) {
    return { gain: null, note: `it took longer: ${times}; no validation accuracy in between` };
  }
  return {
    gain: points(seconds.gain),
    note: `on validation pictures after ${duration(seconds.at)}`,
  };
}

function prepareClasses({ without, with: transferred }: TransferPair): ClassCell[] {
  const gains = classGains({
    truth: transferred.predictions.map(({ trueLabel }) => trueLabel),
    without: hitsOf(without),
    with: hitsOf(transferred),
  });
  return transferred.run.dataset.classNames.map((_, label) => {
    const found = gains.find((gain) => gain.label === label);
    if (!found) return { text: "–", negative: false, clear: false, detail: "no test pictures" };
    return {
      text: signedPoints(found.gain),
      negative: found.gain < 0,
      clear: found.correctedPValue < 0.05,
      detail: `${percent(found.without)} to ${percent(found.with)} of ${found.total}`,
    };
  });
}
