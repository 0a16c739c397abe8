import { hitsOf } from "@graft/core/comparability";
import { type ClassGain, classGains, meanClassGains } from "@graft/core/transfer";
import type { Curve } from "@graft/db";
import { percent, points, pointsRange, signedPoints } from "@graft/ui/format";
import type { ComparedRun } from "../compared-run.ts";
import type { Judgement } from "../judge-runs.ts";
import type { CurvesById } from "../read-courses.ts";
import { judgeTransfer } from "./judge-transfer.ts";
import {
  gainAtEqualEpochs,
  gainAtEqualSeconds,
  mean,
  type ToldGain,
  type Training,
} from "./told-gains.ts";
import { gainOf, sizesOf, type TransferPair } from "./transfer-pairs.ts";

interface ClassCell {
  readonly text: string;
  /** Transfer made the class worse. */
  readonly negative: boolean;
  /** By more than chance may bring, corrected for the number of classes. */
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
    /** Whether it is more than chance may bring, corrected for the pairs on the page. */
    readonly clear: boolean;
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
  readonly judgement: Pick<Judgement, "pairs" | "overSplits">;
  readonly curves: CurvesById;
}

/** What transfer bought, for each two methods: on one split picture by picture, on several the mean over them. */
export function prepareTransfer(
  lists: readonly (readonly TransferPair[])[],
  { judgement, curves }: Context,
): TransferRow[] {
  const judged = judgeTransfer(lists, judgement);
  return lists.flatMap((pairs, i) => {
    const [first] = pairs;
    const verdict = judged[i];
    if (!first || !verdict) return [];
    const { dataset, split } = first.with.run;
    const isSingle = pairs.length === 1;
    const trainings = pairs.map((pair) => ({
      gain: gainOf(pair),
      without: trainingOf(pair.without, curves, isSingle),
      with: trainingOf(pair.with, curves, isSingle),
    }));
    const gain = mean(pairs.map(gainOf));
    const labels = `both learnt from the same ${split.numTrain} labels`;
    return {
      key: `${first.with.run.id} ${first.without.run.id}`,
      with: { name: nameOf(first.with, isSingle), method: first.with.run.method },
      without: { name: nameOf(first.without, isSingle), method: first.without.run.method },
      numSplits: pairs.length,
      overall: {
        gain: points(gain),
        interval: verdict.interval && pointsRange(verdict.interval),
        clear: verdict.correctedPValue < 0.05,
        negative: gain < 0,
      },
      labels: { gain: points(gain), note: isSingle ? labels : `${labels} on every split` },
      epochs: gainAtEqualEpochs(trainings),
      seconds: gainAtEqualSeconds(trainings),
      dataset,
      classes: prepareClasses(pairs, first),
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

function prepareClasses(pairs: readonly TransferPair[], first: TransferPair): ClassCell[] {
  const bySplit = pairs.map(classGainsOf);
  const gains = bySplit.length > 1 ? meanClassGains(bySplit, sizesOf(first)) : bySplit.flat();
  const { classNames } = first.with.run.dataset;
  return classNames.map((_, label) => {
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

function classGainsOf({ without, with: transferred }: TransferPair): ClassGain[] {
  return classGains({
    truth: transferred.predictions.map(({ trueLabel }) => trueLabel),
    without: hitsOf(without),
    with: hitsOf(transferred),
  });
}
