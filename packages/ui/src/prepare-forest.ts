import { percent, percentRange } from "@graft/core/analysis/format";
import { type Axis, accuracyAxis, type Estimate } from "./prepare-axis.ts";

export interface ForestInput {
  readonly id: number;
  readonly name: string;
  readonly method: string;
  readonly estimate: Estimate;
  /** Test images. */
  readonly total: number;
}

export interface ForestRow extends ForestInput {
  readonly accuracyText: string;
  readonly intervalText: string;
  /** Test images recognised. */
  readonly hits: number;
}

export interface Forest {
  readonly axis: Axis;
  /** In the order given. */
  readonly rows: readonly ForestRow[];
  /** Accuracy of always answering the commonest class; null where it differs between the runs. */
  readonly baseline: number | null;
}

/** Accuracies with their intervals on one axis that holds the baseline too. */
export function prepareForest(inputs: readonly ForestInput[], baseline: number | null): Forest {
  const axis = accuracyAxis(
    inputs.map((input) => input.estimate),
    baseline === null ? [] : [baseline],
  );
  const rows = inputs.map((input) => ({
    ...input,
    accuracyText: percent(input.estimate.value),
    intervalText: percentRange(input.estimate),
    hits: Math.round(input.estimate.value * input.total),
  }));
  return { axis, rows, baseline };
}
