import { entropies } from "../calibration.ts";
import { INDETERMINATE } from "../decisions.ts";
import type { ExampleSet, MeasureContext } from "./measure-context.ts";
import { inGroup, trueProbabilities } from "./property.ts";

const perExample = inGroup("per example", "fraction");

/** What each decision was worth; null for an indeterminate example where that has no utility. */
export function decisionUtilities({ all, options }: MeasureContext): (number | null)[] {
  return Array.from(all.predicted, (predicted, i) => {
    const truth = all.truth[i]!;
    if (predicted === INDETERMINATE) return options.indeterminateUtility ?? null;
    if (options.utility) return options.utility[truth]![predicted]!;
    return truth === predicted ? 1 : 0;
  });
}

/** One value per example, all of them, in the order given. */
export const PER_EXAMPLE = {
  decisions: perExample({
    title: "Decisions",
    unit: "none",
    definition: "predicted class number; null where indeterminate",
    wolfram: "Decision (of the classifier)",
    scikitLearn: "predict",
    measure: ({ all }) =>
      Array.from(all.predicted, (label) => (label === INDETERMINATE ? null : label)),
  }),
  probabilities: perExample({
    title: "Probabilities",
    definition: "p_i: the probability of the true class",
    wolfram: "Probabilities",
    scikitLearn: "predict_proba",
    measure: (context) => [...trueProbabilities(context, "all")],
  }),
  decisionUtilities: perExample({
    title: "Decision utilities",
    unit: "number",
    definition: "U(y_i, ŷ_i); 1 if right and 0 if wrong unless utilities are given",
    wolfram: "DecisionUtilities",
    measure: decisionUtilities,
  }),
  entropies: perExample({
    title: "Entropies",
    unit: "nats",
    definition: "-Σ_k p_ik ln p_ik",
    source: "Shannon 1948, doi:10.1002/j.1538-7305.1948.tb01338.x",
    measure: ({ all, numClasses }) => [...entropies(all.probabilities, numClasses)],
  }),
};

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
