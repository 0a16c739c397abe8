import { AppError } from "../../contract/errors.ts";

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

/**
 * Refuses classes that are too small before anything is drawn.
 *
 * @param sizes Images per class.
 * @throws {AppError} TOO_FEW_IMAGES, naming the class, what it has and what it needs.
 */
export function checkClassSizes(
  sizes: readonly number[],
  amounts: Amounts,
  { classNames, stratify }: Pick<SplitInput, "classNames" | "stratify">,
): void {
  const numClasses = sizes.length;
  if (amounts.train < numClasses) {
    throw new AppError({
      code: "TOO_FEW_IMAGES",
      message: `The split asks for ${count(amounts.train, "training image")}, but there are ${numClasses} classes, and each needs at least one.`,
      hint: "Raise split.train.",
    });
  }
  const needed = stratify && amounts.test >= numClasses ? 2 : 1;
  const small = sizes.findIndex((size) => size < needed);
  if (small < 0) return;
  const uses = needed === 2 ? "2: one to train on and one to test on" : "1 to train on";
  throw new AppError({
    code: "TOO_FEW_IMAGES",
    message: `The class "${classNames[small]}" has ${count(sizes[small]!, "image")}; it needs at least ${uses}.`,
    hint: "Add images to this class, or leave the class out.",
  });
}

/**
 * Refuses a drawn split that leaves a class without training images, or, where test images of every
 * class were promised, without test images.
 *
 * @throws {AppError} TOO_FEW_IMAGES.
 */
export function checkParts(
  parts: readonly Part[],
  input: SplitInput,
  { everyClassTested }: { everyClassTested: boolean },
): void {
  const { labels, classNames } = input;
  if (!parts.includes("test")) {
    throw new AppError({
      code: "TOO_FEW_IMAGES",
      message: "The split has no test image.",
      hint: "Mark some images as test, or leave some without a part, in the split column or by folders.",
    });
  }
  const needed: Part[] = everyClassTested ? ["train", "test"] : ["train"];
  for (const part of needed) {
    const present = new Set(parts.flatMap((own, i) => (own === part ? [labels[i]!] : [])));
    const missing = classNames.findIndex((_, k) => !present.has(k));
    if (missing < 0) continue;
    const size = labels.filter((label) => label === missing).length;
    throw new AppError({
      code: "TOO_FEW_IMAGES",
      message: `The class "${classNames[missing]}" has ${count(size, "image")}, but none of them is left for ${part === "train" ? "training" : "testing"}.`,
      hint: hintFor(input),
    });
  }
}

function hintFor({ stratify, fixed }: SplitInput): string {
  if (fixed)
    return "Give some images of this class another part, in the split column or by moving files.";
  if (!stratify) return "Set split.stratify to true, or add images to this class.";
  return "Copies of an image and images of a group stay together: add other images to this class.";
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/**
 * What a split cannot measure although it can be used: test or validation images that leave classes
 * out.
 *
 * @param labels Class of each image.
 * @returns Sentences for people.
 */
export function warnOfGaps(
  parts: readonly Part[],
  { labels, classNames }: Pick<SplitInput, "labels" | "classNames">,
): string[] {
  return (["test", "validation"] as const).flatMap((part) => {
    const own = labels.filter((_, image) => parts[image] === part);
    const present = new Set(own);
    if (own.length === 0 || present.size === classNames.length) return [];
    if (present.size === 1) {
      const all =
        own.length === 1 ? `The only ${part} image is` : `All ${own.length} ${part} images are`;
      const name = classNames[own[0]!];
      return [`${all} of the class "${name}": nothing is measured of the other classes.`];
    }
    const missing = classNames.filter((_, k) => !present.has(k)).map((name) => `"${name}"`);
    const shown = missing.slice(0, 5).join(", ");
    const more = missing.length > 5 ? ` and ${missing.length - 5} more` : "";
    return [`No ${part} image is of the class ${shown}${more}: nothing is measured of it.`];
  });
}

/** How many images each part should have; validation is cut from train later. */
export interface Amounts {
  readonly train: number;
  readonly test: number;
}

/** Images of each class in one unit, shape [numClasses]. */
export type ClassCounts = readonly number[];
