import { surprise } from "../calibration.ts";
import * as scores from "../confusion.ts";
import { type ClassCounts, f1Score, marginals, topConfusions } from "../confusion.ts";
import { areaUnderRoc, averagePrecision } from "../ranking.ts";
import type { MeasureContext } from "./measure-context.ts";
import { inGroup, ofKept, trueProbabilities } from "./property.ts";

const perClass = inGroup("per class", "fraction");

function each<Value>(value: (counts: ClassCounts) => Value) {
  return (context: MeasureContext): Value[] => context.classCounts().map(value);
}

/** One value per class, in the order of the class numbers; null where it is not defined. */
export const PER_CLASS = {
  support: perClass({
    title: "Examples of the class",
    unit: "count",
    definition: "n_k = TP + FN",
    scikitLearn: "precision_recall_fscore_support",
    torchmetrics: "StatScores",
    measure: each((c) => c.truePositives + c.falseNegatives),
  }),
  precision: perClass({
    title: "Precision",
    definition: "TP / (TP + FP)",
    wolfram: "Precision",
    scikitLearn: "precision_score(average=None)",
    torchmetrics: "Precision",
    measure: each(scores.precision),
  }),
  recall: perClass({
    title: "Recall",
    definition: "TP / (TP + FN)",
    wolfram: "Recall",
    scikitLearn: "recall_score(average=None)",
    torchmetrics: "Recall",
    measure: each(scores.recall),
  }),
  f1Score: perClass({
    title: "F1 score",
    definition: "2 TP / (2 TP + FP + FN)",
    wolfram: "F1Score, FScore",
    scikitLearn: "f1_score(average=None)",
    torchmetrics: "F1Score",
    measure: each(scores.f1Score),
  }),
  specificity: perClass({
    title: "Specificity",
    definition: "TN / (TN + FP)",
    wolfram: "Specificity",
    scikitLearn: "recall_score(pos_label=0)",
    torchmetrics: "Specificity",
    measure: each(scores.specificity),
  }),
  falsePositiveRate: perClass({
    title: "False positive rate",
    definition: "FP / (TN + FP)",
    wolfram: "FalsePositiveRate",
    measure: each(scores.falsePositiveRate),
  }),
  falseNegativeRate: perClass({
    title: "False negative rate",
    definition: "FN / (TP + FN)",
    wolfram: "FalseNegativeRate",
    scikitLearn: "1 - recall_score",
    measure: each(scores.falseNegativeRate),
  }),
  falseDiscoveryRate: perClass({
    title: "False discovery rate",
    definition: "FP / (TP + FP)",
    wolfram: "FalseDiscoveryRate",
    scikitLearn: "1 - precision_score",
    measure: each(scores.falseDiscoveryRate),
  }),
  negativePredictiveValue: perClass({
    title: "Negative predictive value",
    definition: "TN / (TN + FN)",
    wolfram: "NegativePredictiveValue",
    torchmetrics: "NegativePredictiveValue",
    measure: each(scores.negativePredictiveValue),
  }),
  matthewsCorrelationCoefficient: perClass({
    title: "Matthews correlation of the class",
    unit: "number",
    definition: "(TP TN - FP FN) / √((TP + FP)(TP + FN)(TN + FP)(TN + FN))",
    source: "Matthews 1975, doi:10.1016/0005-2795(75)90109-9",
    wolfram: "MatthewsCorrelationCoefficient",
    scikitLearn: "matthews_corrcoef (one class)",
    torchmetrics: "MatthewsCorrCoef (binary)",
    measure: each(scores.matthewsOfClass),
  }),
  truePositiveNumber: perClass({
    title: "True positives",
    unit: "count",
    definition: "TP",
    wolfram: "TruePositiveNumber",
    scikitLearn: "multilabel_confusion_matrix",
    torchmetrics: "StatScores",
    measure: each((c) => c.truePositives),
  }),
  trueNegativeNumber: perClass({
    title: "True negatives",
    unit: "count",
    definition: "TN",
    wolfram: "TrueNegativeNumber",
    scikitLearn: "multilabel_confusion_matrix",
    torchmetrics: "StatScores",
    measure: each((c) => c.trueNegatives),
  }),
  falsePositiveNumber: perClass({
    title: "False positives",
    unit: "count",
    definition: "FP",
    wolfram: "FalsePositiveNumber",
    scikitLearn: "multilabel_confusion_matrix",
    torchmetrics: "StatScores",
    measure: each((c) => c.falsePositives),
  }),
  falseNegativeNumber: perClass({
    title: "False negatives",
    unit: "count",
    definition: "FN",
    wolfram: "FalseNegativeNumber",
    scikitLearn: "multilabel_confusion_matrix",
    torchmetrics: "StatScores",
    measure: each((c) => c.falseNegatives),
  }),
  areaUnderROCCurve: perClass({
    title: "Area under ROC",
    definition: "chance that an example of the class scores above another one, ties counting half",
    source: "Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747",
    wolfram: "AreaUnderROCCurve",
    scikitLearn: "roc_auc_score",
    torchmetrics: "AUROC",
    measure: (context) => context.rankings().map(areaUnderRoc),
  }),
  averagePrecision: perClass({
    title: "Average precision",
    definition: "Σ (R_i - R_(i-1)) P_i: area under the precision-recall curve",
    scikitLearn: "average_precision_score",
    torchmetrics: "AveragePrecision",
    measure: (context) => context.rankings().map(averagePrecision),
  }),
  classMeanCrossEntropy: perClass({
    title: "Mean cross-entropy of the class",
    unit: "nats",
    definition: "H of the examples of class k",
    wolfram: "ClassMeanCrossEntropy",
    scikitLearn: "log_loss of a subset",
    torchmetrics: "ClasswiseWrapper",
    measure: (context) => {
      const losses = trueProbabilities(context, "kept").map(surprise);
      return meanPerClass(context.kept.truth, losses, context.numClasses);
    },
  }),
  classRejectionRate: perClass({
    title: "Rejection rate of the class",
    definition: "fraction of the examples of class k that is indeterminate",
    wolfram: "ClassRejectionRate",
    measure: ({ all, numClasses }) => {
      const rejected = Float64Array.from(all.predicted, (label) => (label < 0 ? 1 : 0));
      return meanPerClass(all.truth, rejected, numClasses);
    },
  }),
};

function meanPerClass(
  truth: Int32Array,
  values: Float64Array,
  numClasses: number,
): (number | null)[] {
  const sums = Array<number>(numClasses).fill(0);
  const counts = Array<number>(numClasses).fill(0);
  for (const [i, label] of truth.entries()) {
    sums[label]! += values[i]!;
    counts[label]! += 1;
  }
  return sums.map((sum, k) => scores.ratio(sum, counts[k]!));
}

const property = inGroup("confusion", "count");

export const CONFUSION = {
  confusionMatrix: property({
    title: "Confusion matrix",
    definition: "c_ij: examples of class i classified as j; as a list of rows",
    wolfram: "ConfusionMatrix, ConfusionFunction, ConfusionMatrixPlot",
    scikitLearn: "confusion_matrix, ConfusionMatrixDisplay",
    torchmetrics: "ConfusionMatrix",
    measure: (context) => context.confusion(),
  }),
  confusionDistribution: property({
    title: "Confusion distribution",
    unit: "fraction",
    definition: "c_ij / N",
    wolfram: "ConfusionDistribution",
    scikitLearn: "confusion_matrix(normalize='all')",
    torchmetrics: "ConfusionMatrix (normalize='all')",
    measure: ofKept((context) => {
      const { total } = marginals(context.confusion());
      return context.confusion().map((row) => row.map((count) => count / total));
    }),
  }),
  topConfusions: property({
    title: "Top confusions",
    definition: "pairs i ≠ j with c_ij > 0, the most frequent first",
    wolfram: "TopConfusions",
    measure: (context) => topConfusions(context.confusion()),
  }),
  worstClasses: property({
    title: "Worst classes",
    unit: "none",
    definition: "class numbers by F1, the lowest first; without F1 last",
    wolfram: "ConfusionMatrixPlot -> n",
    measure: (context) => {
      const scores = context.classCounts().map(f1Score);
      const order = scores.map((_, k) => k);
      return order.sort((a, b) => (scores[a] ?? 2) - (scores[b] ?? 2));
    },
  }),
};
