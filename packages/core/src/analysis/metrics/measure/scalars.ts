import {
  brierScore,
  expectedCalibrationError,
  logLoss,
  maximumCalibrationError,
  surprise,
} from "../calibration.ts";
import {
  type ClassScore,
  cohenKappa,
  f1Score,
  macroAverage,
  marginals,
  matthewsCorrelation,
  precision,
  recall,
  scottPi,
  weightedAverage,
} from "../confusion.ts";
import { accuracy } from "../decisions.ts";
import { areaUnderRoc, averagePrecision } from "../ranking.ts";
import { reliabilityOfDecisions } from "./curves.ts";
import { decisionUtilities } from "./examples.ts";
import type { MeasureContext } from "./measure-context.ts";
import { inGroup, meanOrNull, ofKept, trueProbabilities } from "./property.ts";

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

/** Scalars computed from the probabilities; numbers unless they say otherwise. */
const probabilityScalar = inGroup("scalar", "number");

function crossEntropy({ kept, numClasses }: MeasureContext): number {
  return logLoss(kept.truth, kept.probabilities, numClasses);
}

function logLikelihood(context: MeasureContext): number {
  return -trueProbabilities(context, "kept").reduce((sum, p) => sum + surprise(p), 0);
}

/** Numbers made of the probabilities. */
export const PROBABILITY_SCALARS = {
  meanCrossEntropy: probabilityScalar({
    title: "Mean cross-entropy",
    unit: "nats",
    definition: "H = -(1/N) Σ ln p_i, p_i clipped to [2⁻⁵², 1 - 2⁻⁵²]",
    wolfram: "MeanCrossEntropy",
    scikitLearn: "log_loss",
    measure: ofKept(crossEntropy),
  }),
  logLikelihood: probabilityScalar({
    title: "Log-likelihood",
    unit: "nats",
    definition: "Σ ln p_i, clipped likewise: -N H",
    wolfram: "LogLikelihood",
    scikitLearn: "-N * log_loss",
    measure: ofKept(logLikelihood),
  }),
  likelihood: probabilityScalar({
    title: "Likelihood",
    definition: "exp(log-likelihood); 0 below 1e-308",
    wolfram: "Likelihood",
    measure: ofKept((context) => Math.exp(logLikelihood(context))),
  }),
  geometricMeanProbability: probabilityScalar({
    title: "Geometric mean probability",
    unit: "fraction",
    definition: "exp(-H)",
    wolfram: "GeometricMeanProbability",
    scikitLearn: "exp(-log_loss)",
    measure: ofKept((context) => Math.exp(-crossEntropy(context))),
  }),
  perplexity: probabilityScalar({
    title: "Perplexity",
    definition: "exp(H)",
    wolfram: "Perplexity",
    scikitLearn: "exp(log_loss)",
    torchmetrics: "Perplexity (text only)",
    measure: ofKept((context) => Math.exp(crossEntropy(context))),
  }),
  brierScore: probabilityScalar({
    title: "Brier score",
    definition: "(1/N) Σ_i Σ_k (p_ik - y_ik)², in [0, 2]",
    source: "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
    scikitLearn: "brier_score_loss(scale_by_half=False)",
    measure: ofKept(({ kept, numClasses }) =>
      brierScore(kept.truth, kept.probabilities, numClasses),
    ),
  }),
  expectedCalibrationError: probabilityScalar({
    title: "Expected calibration error",
    unit: "fraction",
    definition: "Σ_b (n_b / N) |frequency_b - mean probability_b| over the bins of reliability",
    source: "Guo et al. 2017, https://proceedings.mlr.press/v70/guo17a.html",
    torchmetrics: "CalibrationError (norm='l1')",
    measure: (context) => expectedCalibrationError(reliabilityOfDecisions(context)),
  }),
  maximumCalibrationError: probabilityScalar({
    title: "Maximum calibration error",
    unit: "fraction",
    definition: "max_b |frequency_b - mean probability_b| over the bins of reliability",
    source: "Guo et al. 2017, https://proceedings.mlr.press/v70/guo17a.html",
    torchmetrics: "CalibrationError (norm='max')",
    measure: (context) => maximumCalibrationError(reliabilityOfDecisions(context)),
  }),
  macroAreaUnderROCCurve: probabilityScalar({
    title: "Macro area under ROC",
    unit: "fraction",
    definition: "mean one-vs-rest area of the classes where it is defined",
    source: "Provost & Domingos 2003, doi:10.1023/A:1024099825458",
    scikitLearn: "roc_auc_score(multi_class='ovr')",
    torchmetrics: "AUROC (macro)",
    measure: (context) => macroAverage(context.rankings().map(areaUnderRoc)),
  }),
  macroAveragePrecision: probabilityScalar({
    title: "Macro average precision",
    unit: "fraction",
    definition: "mean average precision of the classes that occur",
    scikitLearn: "average_precision_score(average='macro')",
    torchmetrics: "AveragePrecision (macro)",
    measure: (context) => macroAverage(context.rankings().map(averagePrecision)),
  }),
  meanDecisionUtility: probabilityScalar({
    title: "Mean decision utility",
    definition: "mean of the decision utilities that are defined",
    wolfram: "MeanDecisionUtility",
    scikitLearn: "make_scorer",
    measure: (context) => meanOrNull(decisionUtilities(context).filter((u) => u !== null)),
  }),
  evaluationTime: probabilityScalar({
    title: "Evaluation time",
    unit: "seconds",
    definition: "seconds for one example on its own, where it was timed",
    wolfram: "EvaluationTime",
    measure: ({ options }) => options.timing?.single ?? null,
  }),
  batchEvaluationTime: probabilityScalar({
    title: "Batch evaluation time",
    unit: "seconds",
    definition: "seconds for all examples together / number of examples, where it was timed",
    wolfram: "BatchEvaluationTime",
    measure: ({ options, all }) => {
      const seconds = options.timing?.batch;
      return seconds === undefined ? null : seconds / all.truth.length;
    },
  }),
};
