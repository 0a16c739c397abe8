import { once } from "../../analysis/metrics/measure/measure-context.ts";
import type { LabelledFeatures } from "./classifier.ts";
import type { FeatureMatrix } from "./feature-matrix.ts";
import { type Coordinates, shortestCoordinates } from "./row-span.ts";
import { type SortedColumns, sortColumns } from "./trees/sorted-columns.ts";

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
  /** The training rows as trees want them. Computed when first asked for. */
  readonly sorted: () => SortedColumns;
}

export function makeFold({ train, held, seed }: Pick<Fold, "train" | "held" | "seed">): Fold {
  const span = once(() => {
    const coordinates = shortestCoordinates(train.features);
    return { coordinates, held: coordinates.project(held) };
  });
  return { train, held, seed, span, sorted: once(() => sortColumns(train.features)) };
}
