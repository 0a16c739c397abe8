import type { Judgement } from "@graft/core/analysis/comparability";
import { percent, points, pointsRange, signedPoints } from "@graft/core/analysis/format";
import {
  type ClassGain,
  classGains,
  type JudgedGain,
  judgeGains,
  type TransferPair as PairOf,
} from "@graft/core/analysis/transfer";
import type { Curve } from "@graft/db";
import type { ComparedRun } from "../compared-run.ts";
import type { CurvesById } from "../read-courses.ts";
import {
  gainAtEqualEpochs,
  gainAtEqualSeconds,
  type ToldGain,
  type Training,
} from "./told-gains.ts";

type TransferPair = PairOf<ComparedRun>;

interface ClassCell {
  readonly text: string;
  /** The class is recognised less often with transfer. */
  readonly worse: boolean;
  /** The difference is significant, corrected for all cells of the table; where it is worse too: negative transfer. */
  readonly clear: boolean;
  /** From what to what. */
  readonly detail: string;
}

/** What a method with transfer gained over one without. */
export interface TransferRow {
  readonly key: string;
  readonly with: { readonly name: string; readonly method: string };
  readonly without: { readonly name: string; readonly method: string };
  /** Of which all that is said is the mean, where there is more than one. */
  readonly numSplits: number;
  readonly overall: {
    readonly gain: string;
    readonly interval: string | null;
    /** Why there is no interval, where it is known. */
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

/** What transfer bought, for each two methods: on one split image by image, on several the mean over them. */
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
    const labels = `both learnt from the same ${split.numTrain} labels`;
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
