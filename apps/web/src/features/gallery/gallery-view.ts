import type { GalleryItem } from "./gallery-item.ts";

/** What the gallery shows: the wrong ones, all, or one cell of the confusion matrix. */
export type GalleryView =
  | { readonly kind: "errors" }
  | { readonly kind: "all" }
  | { readonly kind: "cell"; readonly truth: number; readonly predicted: number };

/** The view that stands in the address as `show`, such as `all` or `0-1`; the errors for anything else. */
export function parseView(
  show: string | readonly string[] | undefined,
  numClasses: number,
): GalleryView {
  if (show === "all") return { kind: "all" };
  const [, truth, predicted] =
    (typeof show === "string" && /^(\d{1,4})-(\d{1,4})$/.exec(show)) || [];
  if (truth === undefined || predicted === undefined) return { kind: "errors" };
  const cell = { truth: Number(truth), predicted: Number(predicted) };
  const known = cell.truth < numClasses && cell.predicted < numClasses;
  return known ? { kind: "cell", ...cell } : { kind: "errors" };
}

/** The same as text; null for the errors, which are shown when nothing is said. */
export function viewText(view: GalleryView): string | null {
  if (view.kind === "errors") return null;
  return view.kind === "all" ? "all" : `${view.truth}-${view.predicted}`;
}

/**
 * The pictures of a view: wrong ones first, the most confidently wrong at the front; then right ones,
 * the least certain first. What deserves a look comes early.
 */
export function selectItems(items: readonly GalleryItem[], view: GalleryView): GalleryItem[] {
  return items.filter((item) => isIn(view, item)).sort(byInterest);
}

function isIn(view: GalleryView, { truth, predicted }: GalleryItem): boolean {
  if (view.kind === "cell") return truth === view.truth && predicted === view.predicted;
  return view.kind === "all" || truth !== predicted;
}

function byInterest(a: GalleryItem, b: GalleryItem): number {
  const [wrongA, wrongB] = [a.truth !== a.predicted, b.truth !== b.predicted];
  if (wrongA !== wrongB) return wrongA ? -1 : 1;
  return wrongA ? b.probability - a.probability : a.probability - b.probability;
}
