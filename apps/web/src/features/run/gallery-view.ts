import type { TestedImage } from "./tested-run.ts";

/** What the gallery shows: the wrong ones, all, or one cell of the confusion matrix. */
export type GalleryView =
  | { readonly kind: "errors" }
  | { readonly kind: "all" }
  | { readonly kind: "cell"; readonly truth: number; readonly predicted: number };

/** In which order, by name; the first one unless something else is asked for. */
export const GALLERY_SORTS = {
  wrong: "Most wrong first",
  unsure: "Least certain first",
  "sure-errors": "Most certain errors first",
  class: "By class",
} as const;
export type GallerySort = keyof typeof GALLERY_SORTS;

/** The view that stands in the address as `show`, such as `all` or `0-1`; the errors for anything else. */
export function parseShow(show: string | null, numClasses: number): GalleryView {
  if (show === "all") return { kind: "all" };
  const [, truth, predicted] = /^(\d{1,4})-(\d{1,4})$/.exec(show ?? "") ?? [];
  if (truth === undefined || predicted === undefined) return { kind: "errors" };
  const cell = { truth: Number(truth), predicted: Number(predicted) };
  const known = cell.truth < numClasses && cell.predicted < numClasses;
  return known ? { kind: "cell", ...cell } : { kind: "errors" };
}

/** The same as text; null for the errors, which are shown when nothing is said. */
export function showText(view: GalleryView): string | null {
  if (view.kind === "errors") return null;
  return view.kind === "all" ? "all" : `${view.truth}-${view.predicted}`;
}

export interface GalleryChoice {
  readonly show: GalleryView;
  /** Only images of this class; null for all. */
  readonly of: number | null;
  readonly sort: GallerySort;
}

/** The images of a view in its order; equal ones stay in the order of the data set. */
export function chooseImages(
  images: readonly TestedImage[],
  { show, of, sort }: GalleryChoice,
): TestedImage[] {
  return images
    .filter((image) => isIn(show, image) && (of === null || image.truth === of))
    .sort(ORDERS[sort]);
}

function isIn(view: GalleryView, { truth, predicted }: TestedImage): boolean {
  if (view.kind === "cell") return truth === view.truth && predicted === view.predicted;
  return view.kind === "all" || truth !== predicted;
}

type Order = (a: TestedImage, b: TestedImage) => number;

const byTrueProbability: Order = (a, b) => a.trueProbability - b.trueProbability;
const byDoubt: Order = (a, b) => b.entropy - a.entropy;

const ORDERS: Readonly<Record<GallerySort, Order>> = {
  // As `worstClassifiedExamples` and `leastCertainExamples` of the measurements.
  wrong: byTrueProbability,
  unsure: byDoubt,
  "sure-errors": (a, b) => {
    const [wrongA, wrongB] = [a.truth !== a.predicted, b.truth !== b.predicted];
    if (wrongA !== wrongB) return wrongA ? -1 : 1;
    return wrongA ? b.probability - a.probability : byDoubt(a, b);
  },
  class: (a, b) => a.truth - b.truth || a.predicted - b.predicted || byTrueProbability(a, b),
};
