import type { ComparedRun } from "./compared-run.ts";

/** One test image with what the runs said of it; lists are in the order of the runs. */
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
