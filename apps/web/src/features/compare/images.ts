import type { ComparedRun } from "./compared-run.ts";

/** One test image with the runs' predictions; lists are in the order of the runs. */
export interface AlignedImage {
  readonly key: string;
  readonly hash: string;
  readonly source: string;
  /** Classes are positions in the list of all classes. */
  readonly truth: number;
  /** Null of a run that was not tested on it. */
  readonly predicted: readonly (number | null)[];
  /** Of the predicted class, in [0, 1]. */
  readonly probabilities: readonly (number | null)[];
}

export interface AlignedImages {
  /** Every class of the runs once, those of the first run first. */
  readonly classNames: readonly string[];
  readonly images: readonly AlignedImage[];
}

/**
 * All test images of the runs. Runs on different data sets number the same image and the same class
 * differently, so images are joined by their content and class, and classes by their names; an image that is there
 * twice is joined in its order.
 */
export function alignImages(runs: readonly ComparedRun[]): AlignedImages {
  const classNames = [...new Set(runs.flatMap(({ run }) => run.dataset.classNames))];
  const joined = new Map<string, AlignedImage & Answers>();
  for (const [index, { run, predictions }] of runs.entries()) {
    const place = run.dataset.classNames.map((name) => classNames.indexOf(name));
    const seen = new Map<string, number>();
    for (const { hash, source, trueLabel, predicted, probabilities } of predictions) {
      const truth = place[trueLabel] ?? -1;
      const content = `${hash} ${truth}`;
      const copy = seen.get(content) ?? 0;
      seen.set(content, copy + 1);
      const key = copy === 0 ? content : `${content} ${copy}`;
      const image = joined.get(key) ?? { key, hash, source, truth, ...noAnswers(runs.length) };
      image.predicted[index] = place[predicted] ?? null;
      image.probabilities[index] = probabilities[predicted] ?? 0;
      joined.set(key, image);
    }
  }
  return { classNames, images: [...joined.values()] };
}

/** The classes of one run, as positions in the list of all, in their order. */
export function classPlaces({ run }: ComparedRun, classNames: readonly string[]): number[] {
  return classNames.flatMap((name, place) => (run.dataset.classNames.includes(name) ? place : []));
}

/** The images on which every run was tested. */
export function sharedImages(images: readonly AlignedImage[]): AlignedImage[] {
  return images.filter(({ predicted }) => !predicted.includes(null));
}

interface Answers {
  readonly predicted: (number | null)[];
  readonly probabilities: (number | null)[];
}

function noAnswers(numRuns: number): Answers {
  return {
    predicted: Array<number | null>(numRuns).fill(null),
    probabilities: Array<number | null>(numRuns).fill(null),
  };
}

/** The same for a browser: four digits of a probability are more than is shown, and travel faster than sixteen. */
export function withFewDigits({ classNames, images }: AlignedImages): AlignedImages {
  return {
    classNames,
    images: images.map((image) => {
      return { ...image, probabilities: image.probabilities.map(fewDigits) };
    }),
  };
}

function fewDigits(probability: number | null): number | null {
  return probability === null ? null : Number(probability.toFixed(4));
}

/** Images that divide the runs in the same manner. */
export interface DisagreementGroup {
  readonly id: string;
  readonly label: string;
  /** The most confident error first. */
  readonly images: readonly AlignedImage[];
}

/**
 * The images by who got them right. For two runs: only one, only the other, neither, both. For more: by
 * how many of them err, most first. Empty groups are kept: that no run errs is news too.
 *
 * @param images On which every run was tested.
 */
export function groupDisagreement(
  images: readonly AlignedImage[],
  names: readonly string[],
): DisagreementGroup[] {
  const sorted = images.toSorted((a, b) => boldestError(b) - boldestError(a));
  const group = (id: string, label: string, belongs: (hits: readonly boolean[]) => boolean) => ({
    id,
    label,
    images: sorted.filter((image) => belongs(hitsOf(image))),
  });
  const [first = "", second = ""] = names;
  if (names.length === 2) {
    return [
      group("only-first", `Only ${first} correct`, ([a, b]) => a === true && b === false),
      group("only-second", `Only ${second} correct`, ([a, b]) => a === false && b === true),
      group("none", "Both wrong", ([a, b]) => a === false && b === false),
      group("all", "Both correct", ([a, b]) => a === true && b === true),
    ];
  }
  const total = names.length;
  return Array.from({ length: total + 1 }, (_, index) => {
    const wrong = total - index;
    const errs = (hits: readonly boolean[]) => hits.filter((hit) => !hit).length === wrong;
    if (wrong === total) return group("none", "All wrong", errs);
    if (wrong === 0) return group("all", "All correct", errs);
    return group(`wrong-${wrong}`, `${wrong} of ${total} wrong`, errs);
  });
}

/** The group to show: the one that was asked for, else the first that divides the runs and is not empty. */
export function chooseGroup(
  groups: readonly DisagreementGroup[],
  asked: string | null,
): DisagreementGroup | undefined {
  const filled = groups.filter(({ images }) => images.length > 0);
  return (
    groups.find(({ id }) => id === asked) ??
    filled.find(({ id }) => id !== "all" && id !== "none") ??
    filled[0] ??
    groups[0]
  );
}

function hitsOf({ truth, predicted }: AlignedImage): boolean[] {
  return predicted.map((label) => label === truth);
}

/** Probability of the most confident error; 0 if no run errs. */
function boldestError(image: AlignedImage): number {
  const hits = hitsOf(image);
  return Math.max(0, ...image.probabilities.map((p, i) => (hits[i] ? 0 : (p ?? 0))));
}
