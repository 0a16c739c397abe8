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
