import type { TestPrediction } from "@graft/db";
import { type GalleryItem, toGalleryItem } from "./gallery-item.ts";

/** The images that a run took for the wrong class, the one it was surest of first. */
export function surestErrors(predictions: readonly TestPrediction[]): GalleryItem[] {
  return predictions
    .map(toGalleryItem)
    .filter(({ truth, predicted }) => truth !== predicted)
    .sort((a, b) => b.probability - a.probability);
}
