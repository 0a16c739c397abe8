import { INDETERMINATE } from "../../decide.ts";
import { entropies } from "../../entropies.ts";
import type { ExampleSet, MeasureContext } from "../measure-context.ts";
import { inGroup, trueProbabilities } from "./shared.ts";

const list = inGroup("example list", "none");

/** The examples of one cell of the confusion matrix. */
export interface ConfusedExamples {
  readonly truth: number;
  readonly predicted: number;
  readonly examples: readonly number[];
}

type Test = (truth: number, predicted: number) => boolean;

/** Positions of the examples of a set that pass. */
function where({ positions, truth, predicted }: ExampleSet, test: Test): number[] {
  const found: number[] = [];
  for (let i = 0; i < positions.length; i++) {
    if (test(truth[i]!, predicted[i]!)) found.push(positions[i]!);
  }
  return found;
}

function perClass(test: (k: number) => Test) {
  return ({ kept, numClasses }: MeasureContext): number[][] =>
    Array.from({ length: numClasses }, (_, k) => where(kept, test(k)));
}

/** All positions by a value per example; equal ones in their order. */
function ordered(values: Float64Array, direction: "ascending" | "descending"): number[] {
  const sign = direction === "ascending" ? 1 : -1;
  return Array.from(values, (_, i) => i).sort((a, b) => sign * (values[a]! - values[b]!));
}

function examplesByCell({ kept, numClasses }: MeasureContext): ConfusedExamples[] {
  const cells = new Map<number, number[]>();
  for (const [i, position] of kept.positions.entries()) {
    const cell = kept.truth[i]! * numClasses + kept.predicted[i]!;
    const examples = cells.get(cell);
    if (examples) examples.push(position);
    else cells.set(cell, [position]);
  }
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([cell, examples]) => ({
      truth: Math.floor(cell / numClasses),
      predicted: cell % numClasses,
      examples,
    }));
}

/** Positions of examples in the list that was measured; per class where it says so. */
export const EXAMPLE_LISTS = {
  examples: list({
    title: "Examples by cell",
    definition: "the examples of class i classified as j, for each cell that holds any",
    wolfram: "Examples, Examples -> {i, j}",
    scikitLearn: "a boolean mask",
    measure: examplesByCell,
  }),
  correctlyClassifiedExamples: list({
    title: "Correctly classified",
    definition: "ŷ = y",
    wolfram: "CorrectlyClassifiedExamples",
    scikitLearn: "a boolean mask",
    measure: ({ kept }) => where(kept, (truth, predicted) => truth === predicted),
  }),
  misclassifiedExamples: list({
    title: "Misclassified",
    definition: "ŷ ≠ y",
    wolfram: "MisclassifiedExamples",
    scikitLearn: "a boolean mask",
    measure: ({ kept }) => where(kept, (truth, predicted) => truth !== predicted),
  }),
  bestClassifiedExamples: list({
    title: "Best classified",
    definition: "all examples, highest p_i first",
    wolfram: "BestClassifiedExamples",
    scikitLearn: "argsort",
    measure: (context) => ordered(trueProbabilities(context, "all"), "descending"),
  }),
  worstClassifiedExamples: list({
    title: "Worst classified",
    definition: "all examples, lowest p_i first",
    wolfram: "WorstClassifiedExamples",
    scikitLearn: "argsort",
    measure: (context) => ordered(trueProbabilities(context, "all"), "ascending"),
  }),
  mostCertainExamples: list({
    title: "Most certain",
    definition: "all examples, lowest entropy first",
    wolfram: "MostCertainExamples",
    scikitLearn: "argsort",
    measure: ({ all, numClasses }) =>
      ordered(entropies(all.probabilities, numClasses), "ascending"),
  }),
  leastCertainExamples: list({
    title: "Least certain",
    definition: "all examples, highest entropy first",
    wolfram: "LeastCertainExamples",
    scikitLearn: "argsort",
    measure: ({ all, numClasses }) =>
      ordered(entropies(all.probabilities, numClasses), "descending"),
  }),
  indeterminateExamples: list({
    title: "Indeterminate",
    definition: "not classified: max p below the threshold, or worth less than not to decide",
    wolfram: "IndeterminateExamples",
    measure: ({ all }) => where(all, (_, predicted) => predicted === INDETERMINATE),
  }),
  truePositiveExamples: list({
    title: "True positives",
    definition: "per class: y = k and ŷ = k",
    wolfram: "TruePositiveExamples",
    measure: perClass((k) => (truth, predicted) => truth === k && predicted === k),
  }),
  trueNegativeExamples: list({
    title: "True negatives",
    definition: "per class: y ≠ k and ŷ ≠ k",
    wolfram: "TrueNegativeExamples",
    measure: perClass((k) => (truth, predicted) => truth !== k && predicted !== k),
  }),
  falsePositiveExamples: list({
    title: "False positives",
    definition: "per class: y ≠ k and ŷ = k",
    wolfram: "FalsePositiveExamples",
    measure: perClass((k) => (truth, predicted) => truth !== k && predicted === k),
  }),
  falseNegativeExamples: list({
    title: "False negatives",
    definition: "per class: y = k and ŷ ≠ k",
    wolfram: "FalseNegativeExamples",
    measure: perClass((k) => (truth, predicted) => truth === k && predicted !== k),
  }),
};
