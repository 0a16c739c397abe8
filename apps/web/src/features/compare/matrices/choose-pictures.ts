import type { AlignedPicture } from "../align-pictures.ts";
import type { RunPair } from "./count-cells.ts";
import type { MatrixView } from "./matrix-view.ts";

/** Pictures that are shown together, with what they have in common. */
export interface ChosenGroup {
  readonly title: string;
  readonly pictures: readonly AlignedPicture[];
}

interface Context {
  readonly pictures: readonly AlignedPicture[];
  readonly classNames: readonly string[];
  /** By position. */
  readonly runs: readonly { readonly id: number; readonly name: string }[];
  /** Whose difference is shown. */
  readonly pair: RunPair;
}

/** The pictures behind what was chosen: those of a cell, all errors of a run, or what moved between two. */
export function choosePictures(view: MatrixView, context: Context): ChosenGroup[] {
  const { pictures, classNames, runs, pair } = context;
  if (view.kind === "difference") {
    const { truth, predicted: label } = view;
    const moved = (into: number, outOf: number) =>
      pictures.filter(
        (picture) =>
          picture.truth === truth &&
          picture.predicted[into] === label &&
          picture.predicted[outOf] !== label &&
          picture.predicted[outOf] !== null,
      );
    const cell = cellName(view, classNames);
    const [a = "", b = ""] = [runs[pair.a]?.name, runs[pair.b]?.name];
    return [
      { title: `${cell} by ${b}, not by ${a}`, pictures: moved(pair.b, pair.a) },
      { title: `${cell} by ${a}, not by ${b}`, pictures: moved(pair.a, pair.b) },
    ];
  }
  const index = runs.findIndex(({ id }) => id === view.run);
  const name = runs[index]?.name ?? "";
  const of = (belongs: (truth: number, predicted: number) => boolean) =>
    pictures
      .filter(({ truth, predicted }) => {
        const said = predicted[index] ?? null;
        return said !== null && belongs(truth, said);
      })
      .sort((a, b) => (b.probabilities[index] ?? 0) - (a.probabilities[index] ?? 0));
  if (view.kind === "errors") {
    const wrong = of((truth, predicted) => truth !== predicted);
    return [{ title: `Taken for the wrong class by ${name}`, pictures: wrong }];
  }
  const inCell = of((truth, predicted) => truth === view.truth && predicted === view.predicted);
  return [{ title: `${cellName(view, classNames)} by ${name}`, pictures: inCell }];
}

function cellName(
  { truth, predicted }: { truth: number; predicted: number },
  classNames: readonly string[],
): string {
  const [is, as] = [classNames[truth], classNames[predicted]];
  return truth === predicted ? `${is}, recognised` : `${is}, taken for ${as}`;
}
