import { z } from "zod";

/** What the columns of a backbone's feature vectors are. */
export const FeatureLayout = z.strictObject({
  /** Length of a vector. */
  columns: z.int().positive(),
  /** So many come from the last layer; mean and deviation of every block's map follow. */
  numLast: z.int().positive(),
  /** Whether the blocks say all that the last layer says. */
  coversLast: z.boolean(),
  /** Names of the layers whose maps are pooled. */
  blocks: z.array(z.string()),
});
export type FeatureLayout = z.output<typeof FeatureLayout>;
