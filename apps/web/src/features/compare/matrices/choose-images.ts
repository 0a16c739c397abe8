import type { AlignedImage } from "../align-images.ts";
import type { RunPair } from "./count-cells.ts";
import type { MatrixView } from "./matrix-view.ts";

/** Images that are shown together, with what they have in common. */
export interface ChosenGroup {
  readonly title: string;
  readonly images: readonly AlignedImage[];
}

interface Context {
  readonly images: readonly AlignedImage[];
  readonly classNames: readonly string[];
  /** By position. */
  readonly runs: readonly { readonly id: number; readonly name: string }[];
  /** Whose difference is shown. */
  readonly pair: RunPair;
}

/** The images behind what was chosen: those of a cell, all errors of a run, or what moved between two. */
export function chooseImages(view: MatrixView, context: Context): ChosenGroup[] {
  const { images, classNames, runs, pair } = context;
  if (view.kind === "difference") {
    const { truth, predicted: label } = view;
    const moved = (into: number, outOf: number) =>
      images.filter(
        (image) =>
          image.truth === truth &&
          image.predicted[into] === label &&
          image.predicted[outOf] !== label &&
          image.predicted[outOf] !== null,
      );
    const cell = cellName(view, classNames);
    const [a = "", b = ""] = [runs[pair.a]?.name, runs[pair.b]?.name];
    return [
      { title: `${cell} by ${b}, not by ${a}`, images: moved(pair.b, pair.a) },
      { title: `${cell} by ${a}, not by ${b}`, images: moved(pair.a, pair.b) },
    ];
  }
  const index = runs.findIndex(({ id }) => id === view.run);
  const name = runs[index]?.name ?? "";
  const of = (belongs: (truth: number, predicted: number) => boolean) =>
    images
      .filter(({ truth, predicted }) => {
        const said = predicted[index] ?? null;
        return said !== null && belongs(truth, said);
      })
      .sort((a, b) => (b.probabilities[index] ?? 0) - (a.probabilities[index] ?? 0));
  if (view.kind === "errors") {
    const wrong = of((truth, predicted) => truth !== predicted);
    return [{ title: `Taken for the wrong class by ${name}`, images: wrong }];
  }
  const inCell = of((truth, predicted) => truth === view.truth && predicted === view.predicted);
  return [{ title: `${cellName(view, classNames)} by ${name}`, images: inCell }];
}

function cellName(
  { truth, predicted }: { truth: number; predicted: number },
  classNames: readonly string[],
): string {
  const [is, as] = [classNames[truth], classNames[predicted]];
  return truth === predicted ? `${is}, recognised` : `${is}, taken for ${as}`;
}
