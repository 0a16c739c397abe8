import { AdamW } from "./adamw.ts";
import type { Optimizer, ParameterGroup } from "./parameter-blocks.ts";
import { Sgd } from "./sgd.ts";

export interface OptimizerOptions {
  readonly optimizer: "adamw" | "sgd";
  /** Of sgd. */
  readonly momentum: number;
  readonly weightDecay: number;
}

/** The optimiser that a config names. */
export function createOptimizer(
  groups: readonly ParameterGroup[],
  { optimizer, ...options }: OptimizerOptions,
): Optimizer {
  return optimizer === "sgd" ? new Sgd(groups, options) : new AdamW(groups, options);
}
