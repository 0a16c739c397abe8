import { type Column, type Table, tableOf } from "@graft/core/analysis/table";
import type { TestPrediction } from "@graft/db";

/** What a run said of every test image, with the probability of every class. */
export function predictionsTable(
  classNames: readonly string[],
  predictions: readonly TestPrediction[],
): Table {
  return tableOf<TestPrediction>(predictions, [
    ["source", ({ source }) => source],
    ["hash", ({ hash }) => hash],
    ["trueClass", ({ trueLabel }) => classNames[trueLabel] ?? null],
    ["predictedClass", ({ predicted }) => classNames[predicted] ?? null],
    ["correct", ({ trueLabel, predicted }) => trueLabel === predicted],
    ["probability", ({ predicted, probabilities }) => probabilities[predicted] ?? null],
    ...classNames.map(
      (name, label): Column<TestPrediction> => [
        `probability of ${name}`,
        ({ probabilities }) => probabilities[label] ?? null,
      ],
    ),
  ]);
}
