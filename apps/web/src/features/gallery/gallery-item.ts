import type { TestPrediction } from "@graft/db";

/** A test image with what one run said of it: all that the gallery needs, and no more. */
export interface GalleryItem {
  readonly hash: string;
  readonly source: string;
  /** Class indices. */
  readonly truth: number;
  readonly predicted: number;
  /** Of the predicted class, in [0, 1]. */
  readonly probability: number;
}

/** The address of an image: its content hash, nothing else. */
export function imageAddress(hash: string): string {
  return `/api/images/${hash}`;
}

/** A prediction without the probabilities that a tile does not show. */
export function toGalleryItem(prediction: TestPrediction): GalleryItem {
  const { hash, source, trueLabel, predicted, probabilities } = prediction;
  return { hash, source, truth: trueLabel, predicted, probability: probabilities[predicted] ?? 0 };
}
