import { INDETERMINATE } from "../../decide.ts";
import { entropies } from "../../entropies.ts";
import type { MeasureContext } from "../measure-context.ts";
import { inGroup, trueProbabilities } from "./shared.ts";

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
