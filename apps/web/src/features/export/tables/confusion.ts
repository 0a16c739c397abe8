import { confusionMatrix } from "@graft/core/analysis/metrics";
import { type Table, tableOf } from "@graft/core/analysis/table";
import type { TestPrediction } from "@graft/db";

interface Cell {
  readonly truth: string;
  readonly predicted: string;
  readonly count: number;
  /** Of the images of the true class; null where it has none. */
  readonly share: number | null;
}

/** The confusion matrix, a cell to a row. */
export function confusionTable(
  classNames: readonly string[],
  predictions: readonly TestPrediction[],
): Table {
  const { counts } = confusionMatrix(
    predictions.map(({ trueLabel }) => trueLabel),
    predictions.map(({ predicted }) => predicted),
    classNames.length,
  );
  const cells = counts.flatMap((row, truth) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => ({
      truth: classNames[truth] ?? "",
      predicted: classNames[predicted] ?? "",
      count,
      share: support === 0 ? null : count / support,
    }));
  });
  return tableOf<Cell>(cells, [
    ["trueClass", ({ truth }) => truth],
    ["predictedClass", ({ predicted }) => predicted],
    ["count", ({ count }) => count],
    ["shareOfTrueClass", ({ share }) => share],
  ]);
}
