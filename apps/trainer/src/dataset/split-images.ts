import { deriveSeed } from "@graft/core/analysis/random";
import type { ExperimentConfig } from "@graft/core/contract";
import { drawSplit, type Part, type SplitInput } from "@graft/core/learning/split";
import type { ImageSet } from "./image-set.ts";

/** The seed itself for the first repeat; one of its own for each other, whatever the seed. */
export function seedOfRepeat({ seed }: Pick<ExperimentConfig, "seed">, repeat: number): number {
  return repeat === 0 ? seed : deriveSeed(seed, "repeat", repeat);
}

/**
 * The part of each image in one repeat of an experiment.
 *
 * @param images With the near-duplicates that are kept on one side of the split.
 * @throws {AppError} TOO_FEW_IMAGES or MANIFEST_INVALID.
 */
export function splitImages(
  {
    items,
    classes,
    pairs,
  }: Pick<ImageSet, "items" | "classes"> & Required<Pick<SplitInput, "pairs">>,
  config: Pick<ExperimentConfig, "split" | "seed">,
  repeat: number,
): readonly Part[] {
  return drawSplit({
    ...config.split,
    labels: Int32Array.from(items, (item) => item.label),
    numClasses: classes.length,
    classNames: classes,
    keys: items.map((item) => item.hash),
    groups: items.map((item) => item.group),
    pairs,
    sources: items.map((item) => item.source),
    fixed: items.some((item) => item.part) ? items.map((item) => item.part) : null,
    seed: seedOfRepeat(config, repeat),
  });
}
