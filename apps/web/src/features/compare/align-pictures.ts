import type { ComparedRun } from "./compared-run.ts";

/** What one run said of one picture; class names, since the runs may number them differently. */
interface Outcome {
  readonly predictedName: string;
  /** Of the predicted class, in [0, 1]. */
  readonly probability: number;
  readonly correct: boolean;
}

/** One test picture with what every run said of it, in the order of the runs. */
export interface AlignedPicture {
  readonly key: string;
  readonly hash: string;
  readonly source: string;
  readonly trueName: string;
  readonly outcomes: readonly Outcome[];
}

/**
 * The pictures on which every run was tested. Runs on different data sets number the same picture
 * differently, so pictures are joined by content; a picture that is there twice is joined in its order.
 */
export function alignPictures(runs: readonly ComparedRun[]): AlignedPicture[] {
  const [first, ...others] = runs.map(byContent);
  if (!first) return [];
  return [...first].flatMap(([key, picture]) => {
    const rest = others.map((other) => other.get(key));
    if (!rest.every((said) => said !== undefined)) return [];
    const { hash, source, trueName } = picture;
    const outcomes = [picture, ...rest].map(({ predictedName, probability, correct }) => ({
      predictedName,
      probability,
      correct,
    }));
    return [{ key, hash, source, trueName, outcomes }];
  });
}

interface Said extends Outcome {
  readonly hash: string;
  readonly source: string;
  readonly trueName: string;
}

function byContent({ run, predictions }: ComparedRun): Map<string, Said> {
  const nameOf = (label: number) => run.dataset.classNames[label] ?? `class ${label}`;
  const pictures = new Map<string, Said>();
  const seen = new Map<string, number>();
  for (const { hash, source, trueLabel, predicted, probabilities } of predictions) {
    const copy = seen.get(hash) ?? 0;
    seen.set(hash, copy + 1);
    pictures.set(copy === 0 ? hash : `${hash} ${copy}`, {
      hash,
      source,
      trueName: nameOf(trueLabel),
      predictedName: nameOf(predicted),
      probability: probabilities[predicted] ?? 0,
      correct: trueLabel === predicted,
    });
  }
  return pictures;
}
