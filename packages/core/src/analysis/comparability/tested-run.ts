import type { SplitComparison } from "../stats/compare-over-splits.ts";
import type { JudgedPair, RunComparison } from "../stats/compare-pair.ts";
/** What decides whether runs can be compared: on what they ran, and with which code. */
export interface RunOrigin {
  readonly id: number;
  readonly method: string;
  readonly dataset: {
    readonly name: string;
    /** Over the content of the images and their labels. */
    readonly fingerprint: string;
    /** By label index. */
    readonly classNames: readonly string[];
  };
  readonly split: {
    readonly fingerprint: string;
    readonly numTrain: number;
    readonly numTest: number;
  };
  /** With the whole resolved config of the experiment. */
  readonly experiment: { readonly config: Readonly<Record<string, unknown>> };
  readonly environment: Readonly<Record<string, unknown>>;
  /** Its training ended worse than it had been. */
  readonly diverged?: boolean;
  /** Hashes of its test images that have a near-duplicate among its training images. */
  readonly twins?: readonly string[];
}

/** A run with what it said of its test images, in the order of the data set. */
export interface TestedRun {
  readonly run: RunOrigin;
  readonly predictions: readonly {
    /** Of the image's content. */
    readonly hash: string;
    readonly trueLabel: number;
    readonly predicted: number;
  }[];
}

/** Whether each test image was predicted right, shape [n]. */
export function hitsOf({ predictions }: TestedRun): boolean[] {
  return predictions.map(({ trueLabel, predicted }) => trueLabel === predicted);
}

/** Two runs, the less accurate one as A: judged, or why they are not. */
export interface RunPair<Run extends TestedRun = TestedRun> {
  readonly a: Run;
  readonly b: Run;
  readonly result: JudgedPair | { readonly reason: string };
}

/**
 * All that is said of the differences between some runs. Whoever shows runs beside each other renders this: which
 * pairs are compared, with which correction, their p-values, intervals and words are decided here and nowhere else.
 */
export interface Judgement<Run extends TestedRun = TestedRun> {
  /** The most accurate first, equal ones in the order given. */
  readonly runs: readonly Run[];
  /** In plain sentences, the most important first; empty where nothing can be said of all the runs. */
  readonly verdict: readonly string[];
  /**
   * Every two runs, those of the most accurate first, Holm-corrected over all that can be compared image by image.
   * Over several splits the methods are judged instead.
   */
  readonly pairs: readonly RunPair<Run>[];
  /** Scores and Cochran's Q of runs on one split; null otherwise. */
  readonly onOneSplit: RunComparison | null;
  /** Methods over several splits; null on one split, and where not every method ran once on every split. */
  readonly overSplits: SplitComparison | null;
  /** The same without the test images that have a near-duplicate among the training images; null where no run has any. */
  readonly withoutTwins: TwinlessJudgement<Run> | null;
}

/** A judgement of the same runs after all twins are removed. */
export interface TwinlessJudgement<Run extends TestedRun> {
  /** Null where nothing is left to compare. */
  readonly judgement: Judgement<Run> | null;
  /** What becomes of accuracies, gains and p-values, in plain sentences. */
  readonly sentences: readonly string[];
}
