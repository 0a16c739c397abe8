import type { LabelledFeatures } from "./classifier.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { type Coordinates, shortestCoordinates } from "./row-span.ts";

/** Rows to learn from and rows to predict, both standardised, with what several classifiers compute of them. */
export interface Fold {
  readonly train: LabelledFeatures;
  /** Shape [m, d]. */
  readonly held: FeatureMatrix;
  /** An integer, for what is drawn at random. */
  readonly seed: number;
  /**
   * The same rows in coordinates with the same inner products, which is all that a classifier needs
   * whose answer does not change when the space is turned. Computed when first asked for.
   *
   * A held row loses what lies outside the span of the training rows: to its inner products with
   * them that makes no difference.
   */
  readonly span: () => { readonly coordinates: Coordinates; readonly held: FeatureMatrix };
}

export function makeFold({ train, held, seed }: Omit<Fold, "span">): Fold {
  let made: ReturnType<Fold["span"]> | null = null;
  const span = () => {
    if (made) return made;
    const coordinates = shortestCoordinates(train.features);
    made = { coordinates, held: coordinates.project(held) };
    return made;
  };
  return { train, held, seed, span };
}
