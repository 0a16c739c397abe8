import { type ReliabilityBin, rejectionCurve, reliability, unitHistogram } from "../calibration.ts";
import { mostProbable, topAccuracy } from "../decisions.ts";
import { precisionRecallCurve, rocCurve } from "../ranking.ts";
import type { MeasureContext } from "./measure-context.ts";
import { confidences, inGroup, ofKept, trueProbabilities } from "./property.ts";

const curve = inGroup("curve", "fraction");

function numBins({ options }: MeasureContext): number {
  return options.calibrationBins ?? 15;
}

/** Probability of the class that was chosen against how often it was right. */
export function reliabilityOfDecisions(context: MeasureContext): ReliabilityBin[] {
  const { kept, numClasses } = context;
  const chosen = Float64Array.from(
    kept.predicted,
    (label, i) => kept.probabilities[i * numClasses + label]!,
  );
  const right = kept.predicted.map((label, i) => (label === kept.truth[i] ? 1 : 0));
  return reliability(chosen, right, numBins(context));
}

/** What is drawn. */
export const CURVES = {
  topAccuracy: curve({
    title: "Top-n accuracy",
    definition: "for n = 1 … K: how often y is among the n most probable classes",
    wolfram: "Accuracy -> n",
    scikitLearn: "top_k_accuracy_score",
    torchmetrics: "Accuracy (top_k)",
    measure: ofKept(({ kept, numClasses }) =>
      topAccuracy(kept.truth, kept.probabilities, numClasses),
    ),
  }),
  rocCurve: curve({
    title: "ROC curve",
    definition: "per class: true against false positive rate, the threshold on p_k descending",
    source: "Fawcett 2006, doi:10.1016/j.patrec.2005.10.010",
    wolfram: "ROCCurve",
    scikitLearn: "roc_curve",
    torchmetrics: "ROC",
    measure: (context) => context.rankings().map(rocCurve),
  }),
  precisionRecallCurve: curve({
    title: "Precision-recall curve",
    definition: "per class: precision against recall, the threshold on p_k descending",
    source: "Davis & Goadrich 2006, doi:10.1145/1143844.1143874",
    scikitLearn: "precision_recall_curve(drop_intermediate=True)",
    torchmetrics: "PrecisionRecallCurve",
    measure: (context) => context.rankings().map(precisionRecallCurve),
  }),
  accuracyRejectionPlot: curve({
    title: "Accuracy-rejection curve",
    definition: "accuracy of the rest when all examples with max p below a threshold are rejected",
    source: "Nadeem, Zucker & Hanczar 2009, https://proceedings.mlr.press/v8/nadeem10a.html",
    wolfram: "AccuracyRejectionPlot",
    measure: (context) => {
      const { truth, predicted, probabilities } = context.all;
      // An example that the present threshold rejects would be its most probable class.
      const modes = mostProbable(probabilities, context.numClasses);
      const decided = predicted.map((label, i) => (label < 0 ? modes[i]! : label));
      return rejectionCurve(truth, decided, confidences(context, "all"));
    },
  }),
  probabilityHistogram: curve({
    title: "Probability histogram",
    unit: "count",
    definition: "histogram of p_i over [0, 1]",
    wolfram: "ProbabilityHistogram",
    scikitLearn: "numpy.histogram",
    measure: (context) =>
      unitHistogram(trueProbabilities(context, "kept"), context.options.histogramBins ?? 10),
  }),
  reliability: curve({
    title: "Reliability",
    definition: "binned: mean probability of the chosen class against how often it was right",
    source: "DeGroot & Fienberg 1983, doi:10.2307/2987588",
    wolfram: "ReliabilityData, ReliabilityDiagram",
    scikitLearn: "calibration_curve",
    torchmetrics: "CalibrationError",
    measure: reliabilityOfDecisions,
  }),
  classReliability: curve({
    title: "Reliability per class",
    definition: "per class, binned: mean p_k against how often y = k",
    source: "DeGroot & Fienberg 1983, doi:10.2307/2987588",
    wolfram: "ClassicReliabilityDiagram",
    scikitLearn: "calibration_curve, CalibrationDisplay",
    measure: (context) => {
      const { kept, numClasses } = context;
      const column = new Float64Array(kept.truth.length);
      const happened = new Uint8Array(kept.truth.length);
      return Array.from({ length: numClasses }, (_, k) => {
        for (let i = 0; i < column.length; i++) {
          column[i] = kept.probabilities[i * numClasses + k]!;
          happened[i] = kept.truth[i] === k ? 1 : 0;
        }
        return reliability(column, happened, numBins(context));
      });
    },
  }),
};
