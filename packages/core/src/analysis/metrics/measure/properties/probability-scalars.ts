import { macroAverage } from "../../average-scores.ts";
import { brierScore } from "../../brier-score.ts";
import { logLoss, surprise } from "../../log-loss.ts";
import { averagePrecision } from "../../precision-recall-curve.ts";
import { expectedCalibrationError, maximumCalibrationError } from "../../reliability.ts";
import { areaUnderRoc } from "../../roc-curve.ts";
import type { MeasureContext } from "../measure-context.ts";
import { reliabilityOfDecisions } from "./curves.ts";
import { decisionUtilities } from "./per-example.ts";
import { inGroup, mean, ofKept, trueProbabilities } from "./shared.ts";

const scalar = inGroup("scalar", "number");

function crossEntropy({ kept, numClasses }: MeasureContext): number {
  return logLoss(kept.truth, kept.probabilities, numClasses);
}

function logLikelihood(context: MeasureContext): number {
  return -trueProbabilities(context, "kept").reduce((sum, p) => sum + surprise(p), 0);
}

/** Numbers made of the probabilities. */
export const PROBABILITY_SCALARS = {
  meanCrossEntropy: scalar({
    title: "Mean cross-entropy",
    unit: "nats",
    definition: "H = -(1/N) Σ ln p_i, p_i clipped to [2⁻⁵², 1 - 2⁻⁵²]",
    wolfram: "MeanCrossEntropy",
    scikitLearn: "log_loss",
    measure: ofKept(crossEntropy),
  }),
  logLikelihood: scalar({
    title: "Log-likelihood",
    unit: "nats",
    definition: "Σ ln p_i, clipped likewise: -N H",
    wolfram: "LogLikelihood",
    scikitLearn: "-N * log_loss",
    measure: ofKept(logLikelihood),
  }),
  likelihood: scalar({
    title: "Likelihood",
    definition: "exp(log-likelihood); 0 below 1e-308",
    wolfram: "Likelihood",
    measure: ofKept((context) => Math.exp(logLikelihood(context))),
  }),
  geometricMeanProbability: scalar({
    title: "Geometric mean probability",
    unit: "fraction",
    definition: "exp(-H)",
    wolfram: "GeometricMeanProbability",
    scikitLearn: "exp(-log_loss)",
    measure: ofKept((context) => Math.exp(-crossEntropy(context))),
  }),
  perplexity: scalar({
    title: "Perplexity",
    definition: "exp(H)",
    wolfram: "Perplexity",
    scikitLearn: "exp(log_loss)",
    torchmetrics: "Perplexity (text only)",
    measure: ofKept((context) => Math.exp(crossEntropy(context))),
  }),
  brierScore: scalar({
    title: "Brier score",
    definition: "(1/N) Σ_i Σ_k (p_ik - y_ik)², in [0, 2]",
    source: "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
    scikitLearn: "brier_score_loss(scale_by_half=False)",
    measure: ofKept(({ kept, numClasses }) =>
      brierScore(kept.truth, kept.probabilities, numClasses),
    ),
  }),
  expectedCalibrationError: scalar({
    title: "Expected calibration error",
    unit: "fraction",
    definition: "Σ_b (n_b / N) |frequency_b - mean probability_b| over the bins of reliability",
    source: "Guo et al. 2017, https://proceedings.mlr.press/v70/guo17a.html",
    torchmetrics: "CalibrationError (norm='l1')",
    measure: (context) => expectedCalibrationError(reliabilityOfDecisions(context)),
  }),
  maximumCalibrationError: scalar({
    title: "Maximum calibration error",
    unit: "fraction",
    definition: "max_b |frequency_b - mean probability_b| over the bins of reliability",
    source: "Guo et al. 2017, https://proceedings.mlr.press/v70/guo17a.html",
    torchmetrics: "CalibrationError (norm='max')",
    measure: (context) => maximumCalibrationError(reliabilityOfDecisions(context)),
  }),
  macroAreaUnderROCCurve: scalar({
    title: "Macro area under ROC",
    unit: "fraction",
    definition: "mean one-vs-rest area of the classes where it is defined",
    source: "Provost & Domingos 2003, doi:10.1023/A:1024099825458",
    scikitLearn: "roc_auc_score(multi_class='ovr')",
    torchmetrics: "AUROC (macro)",
    measure: (context) => macroAverage(context.rankings().map(areaUnderRoc)),
  }),
  macroAveragePrecision: scalar({
    title: "Macro average precision",
    unit: "fraction",
    definition: "mean average precision of the classes that occur",
    scikitLearn: "average_precision_score(average='macro')",
    torchmetrics: "AveragePrecision (macro)",
    measure: (context) => macroAverage(context.rankings().map(averagePrecision)),
  }),
  meanDecisionUtility: scalar({
    title: "Mean decision utility",
    definition: "mean of the decision utilities that are defined",
    wolfram: "MeanDecisionUtility",
    scikitLearn: "make_scorer",
    measure: (context) => mean(decisionUtilities(context).filter((u) => u !== null)),
  }),
  evaluationTime: scalar({
    title: "Evaluation time",
    unit: "seconds",
    definition: "seconds for one example on its own, where it was timed",
    wolfram: "EvaluationTime",
    measure: ({ options }) => options.timing?.single ?? null,
  }),
  batchEvaluationTime: scalar({
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
