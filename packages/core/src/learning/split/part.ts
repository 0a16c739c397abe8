/** Where an image belongs in one split; null: it is not used. */
export type Part = "train" | "validation" | "test" | null;

/** What a split is drawn from. All lists have one entry per image, in the same order. */
export interface SplitInput {
  /** True classes, each in [0, numClasses). */
  readonly labels: Int32Array;
  readonly numClasses: number;
  /** For messages, one per class. */
  readonly classNames: readonly string[];
  /** Content hashes: images with the same key are the same image. */
  readonly keys: readonly string[];
  /** Where the images come from, for messages; hashes are shown without it. */
  readonly sources?: readonly string[];
  /** Images of one group (a patient, a scene, a video) belong together. */
  readonly groups: readonly (string | null)[];
  /** Positions of near-duplicates that belong together as well. */
  readonly pairs?: readonly { readonly first: number; readonly second: number }[];
  /** Parts that the data set itself prescribes; null where it prescribes none at all. */
  readonly fixed: readonly Part[] | null;
  /** A count of images (1 or more), or a fraction of all images (below 1). */
  readonly train: number;
  /** A count of images (1 or more), or a fraction of all images (below 1). */
  readonly test: number;
  /** Fraction of the training images held back, in [0, 0.5]. */
  readonly validation: number;
  /** Keep the class proportions in every part. */
  readonly stratify: boolean;
  /** An integer; give each repeat its own. */
  readonly seed: number;
}
