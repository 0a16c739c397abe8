import type { CellMoves } from "@graft/ui/charts/matrix";
import type { AlignedImage } from "./images.ts";

/** Which images are shown below the matrices: of a cell of a run, of a cell of the difference, or all errors. */
export type MatrixView =
  | {
      readonly kind: "cell";
      /** Id. */
      readonly run: number;
      readonly truth: number;
      readonly predicted: number;
    }
  | { readonly kind: "difference"; readonly truth: number; readonly predicted: number }
  | { readonly kind: "errors"; readonly run: number };

/**
 * Reads `cell` of the address: `12:0-1`, `moved:0-1` or `12:errors`; null for anything else.
 *
 * @param ids Of the runs that are compared.
 */
export function parseMatrixView(
  text: string | null,
  { ids, numClasses }: { ids: readonly number[]; numClasses: number },
): MatrixView | null {
  const parts = /^(moved|\d{1,10}):(errors|(\d{1,4})-(\d{1,4}))$/.exec(text ?? "");
  if (!parts) return null;
  const [, subject, what, truth, predicted] = parts;
  const run = Number(subject);
  if (subject !== "moved" && !ids.includes(run)) return null;
  if (what === "errors") return subject === "moved" ? null : { kind: "errors", run };
  const cell = { truth: Number(truth), predicted: Number(predicted) };
  if (cell.truth >= numClasses || cell.predicted >= numClasses) return null;
  return subject === "moved" ? { kind: "difference", ...cell } : { kind: "cell", run, ...cell };
}

/** The same as text. */
export function matrixViewText(view: MatrixView): string {
  if (view.kind === "errors") return `${view.run}:errors`;
  const cell = `${view.truth}-${view.predicted}`;
  return view.kind === "difference" ? `moved:${cell}` : `${view.run}:${cell}`;
}

/**
 * The two runs whose difference is shown, as `pair=3,12` in the address; else from the baseline to the best
 * of the others.
 *
 * @param ids Two or more, the best first.
 */
export function parsePair(
  text: string | null,
  { ids, baseline }: { ids: readonly number[]; baseline: number },
): PairPlaces {
  const [, one, other] = /^(\d{1,10}),(\d{1,10})$/.exec(text ?? "") ?? [];
  const asked = { a: ids.indexOf(Number(one)), b: ids.indexOf(Number(other)) };
  if (asked.a >= 0 && asked.b >= 0 && asked.a !== asked.b) return asked;
  const a = Math.max(0, ids.indexOf(baseline));
  return a === 0 ? { a: 1, b: 0 } : { a, b: 0 };
}

/**
 * The confusion matrix of one run.
 *
 * @param run Its position.
 * @param classes Its classes, as positions in the list of all, in the order to show.
 * @returns Shape [k, k], rows = true class.
 */
export function countCells(
  images: readonly AlignedImage[],
  run: number,
  classes: readonly number[],
): number[][] {
  const counts = emptyMatrix(classes.length, () => 0);
  for (const { truth, predicted } of images) {
    const said = predicted[run] ?? null;
    const row = said === null ? undefined : counts[classes.indexOf(truth)];
    if (row && said !== null) row[classes.indexOf(said)]! += 1;
  }
  return counts;
}

/** Two runs, by their positions. */
export interface PairPlaces {
  readonly a: number;
  readonly b: number;
}

/**
 * The changes from the confusion matrix of A to that of B, on the images of both: for each cell, how many
 * images are in it for B alone and for A alone.
 *
 * @returns Shape [k, k], rows = true class.
 */
export function countMoves(
  images: readonly AlignedImage[],
  { a, b }: PairPlaces,
  numClasses: number,
): CellMoves[][] {
  const moves = emptyMatrix(numClasses, () => ({ entered: 0, left: 0, stayed: 0 }));
  for (const { truth, predicted } of images) {
    const [from, to] = [predicted[a] ?? null, predicted[b] ?? null];
    if (from === null || to === null) continue;
    const row = moves[truth]!;
    if (from === to) row[from]!.stayed += 1;
    else {
      row[from]!.left += 1;
      row[to]!.entered += 1;
    }
  }
  return moves;
}

function emptyMatrix<Cell>(size: number, cell: () => Cell): Cell[][] {
  return Array.from({ length: size }, () => Array.from({ length: size }, cell));
}

/** Images that are shown together under one title. */
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
  readonly pair: PairPlaces;
}

/** The images of the selection: those of a cell, all errors of a run, or those that moved between two runs. */
export function imagesBehind(view: MatrixView, context: Context): ChosenGroup[] {
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
    return [{ title: `Misclassified by ${name}`, images: wrong }];
  }
  const inCell = of((truth, predicted) => truth === view.truth && predicted === view.predicted);
  return [{ title: `${cellName(view, classNames)} by ${name}`, images: inCell }];
}

function cellName(
  { truth, predicted }: { truth: number; predicted: number },
  classNames: readonly string[],
): string {
  const [is, as] = [classNames[truth], classNames[predicted]];
  return truth === predicted ? `${is}, correct` : `${is} predicted as ${as}`;
}
