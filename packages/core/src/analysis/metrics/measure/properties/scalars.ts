import { accuracy } from "../../accuracy.ts";
import { cohenKappa, matthewsCorrelation, scottPi } from "../../agreement.ts";
import { macroAverage, weightedAverage } from "../../average-scores.ts";
import { type ClassScore, f1Score, precision, recall } from "../../class-scores.ts";
import { marginals } from "../../one-vs-rest.ts";
import type { MeasureContext } from "../measure-context.ts";
import { inGroup, ofKept } from "./shared.ts";

const scalar = inGroup("scalar", "fraction");

function accuracyOf({ kept }: MeasureContext): number {
  return accuracy(kept.truth, kept.predicted);
}

function macro(score: ClassScore) {
  return (context: MeasureContext) => macroAverage(context.classCounts().map(score));
}

function weighted(score: ClassScore) {
  return (context: MeasureContext) =>
    weightedAverage(context.classCounts().map(score), marginals(context.confusion()).ofTruth);
}

/** Numbers made of the confusion matrix. */
export const SCALARS = {
  numExamples: scalar({
    title: "Examples",
    unit: "count",
    definition: "test examples, N + rejected",
    measure: ({ all }) => all.truth.length,
  }),
  accuracy: scalar({
    title: "Accuracy",
    definition: "mean of 1[ŷ = y]",
    wolfram: "Accuracy",
    scikitLearn: "accuracy_score",
    torchmetrics: "Accuracy (micro)",
    measure: ofKept(accuracyOf),
  }),
  accuracyBaseline: scalar({
    title: "Accuracy baseline",
    definition: "max_k n_k / N: always the most frequent class",
    wolfram: "AccuracyBaseline",
    scikitLearn: "DummyClassifier(strategy='most_frequent')",
    measure: ofKept((context) => {
      const { ofTruth, total } = marginals(context.confusion());
      return Math.max(...ofTruth) / total;
    }),
  }),
  error: scalar({
    title: "Error",
    definition: "1 - accuracy",
    wolfram: "Error",
    scikitLearn: "zero_one_loss",
    measure: ofKept((context) => 1 - accuracyOf(context)),
  }),
  balancedAccuracy: scalar({
    title: "Balanced accuracy",
    definition: "mean recall of the classes that occur",
    source: "Brodersen et al. 2010, doi:10.1109/ICPR.2010.764",
    scikitLearn: "balanced_accuracy_score",
    torchmetrics: "Accuracy (macro)",
    measure: macro(recall),
  }),
  macroPrecision: scalar({
    title: "Macro precision",
    definition: "mean precision of the classes where it is defined",
    scikitLearn: "precision_score(average='macro', zero_division=nan)",
    torchmetrics: "Precision (macro)",
    measure: macro(precision),
  }),
  macroRecall: scalar({
    title: "Macro recall",
    definition: "mean recall of the classes where it is defined: balanced accuracy",
    scikitLearn: "recall_score(average='macro', zero_division=nan)",
    torchmetrics: "Recall (macro)",
    measure: macro(recall),
  }),
  macroF1Score: scalar({
    title: "Macro F1",
    definition: "mean F1 of the classes where it is defined",
    scikitLearn: "f1_score(average='macro', zero_division=nan)",
    torchmetrics: "F1Score (macro)",
    measure: macro(f1Score),
  }),
  weightedPrecision: scalar({
    title: "Weighted precision",
    definition: "mean precision, weighted by n_k",
    scikitLearn: "precision_score(average='weighted', zero_division=nan)",
    torchmetrics: "Precision (weighted)",
    measure: weighted(precision),
  }),
  weightedRecall: scalar({
    title: "Weighted recall",
    definition: "mean recall, weighted by n_k: accuracy",
    scikitLearn: "recall_score(average='weighted', zero_division=nan)",
    torchmetrics: "Recall (weighted)",
    measure: weighted(recall),
  }),
  weightedF1Score: scalar({
    title: "Weighted F1",
    definition: "mean F1, weighted by n_k",
    scikitLearn: "f1_score(average='weighted', zero_division=nan)",
    torchmetrics: "F1Score (weighted)",
    measure: weighted(f1Score),
  }),
  cohenKappa: scalar({
    title: "Cohen's kappa",
    unit: "number",
    definition: "(po - pe) / (1 - pe), po accuracy, pe = Σ_k (row_k / N)(col_k / N)",
    source: "Cohen 1960, doi:10.1177/001316446002000104",
    wolfram: "CohenKappa",
    scikitLearn: "cohen_kappa_score",
    torchmetrics: "CohenKappa",
    measure: (context) => cohenKappa(context.confusion()),
  }),
  scottPi: scalar({
    title: "Scott's pi",
    unit: "number",
    definition: "the same with pe = Σ_k ((row_k + col_k) / 2N)²",
    source: "Scott 1955, doi:10.1086/266577",
    wolfram: "ScottPi",
    measure: (context) => scottPi(context.confusion()),
  }),
  matthewsCorrelation: scalar({
    title: "Matthews correlation",
    unit: "number",
    definition: "R_K, the correlation of truth and prediction over all classes",
    source: "Gorodkin 2004, doi:10.1016/j.compbiolchem.2004.09.006",
    scikitLearn: "matthews_corrcoef",
    torchmetrics: "MatthewsCorrCoef",
    measure: (context) => matthewsCorrelation(context.confusion()),
  }),
  rejectionRate: scalar({
    title: "Rejection rate",
    definition: "fraction of all examples that is indeterminate",
    wolfram: "RejectionRate",
    measure: ({ all, kept }) => 1 - kept.truth.length / all.truth.length,
  }),
};
