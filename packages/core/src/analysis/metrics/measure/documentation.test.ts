import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeProperty, PROPERTY_NAMES } from "../index.ts";

const page = readFileSync(
  new URL("../../../../../../docs/measurements.md", import.meta.url),
  "utf8",
);

test("docs/measurements.md says of every property what the code says, in its order", () => {
  // The formatter fills the cells up with spaces, so that columns stand below each other.
  const lines = page.split("\n").map((line) => line.replaceAll(/ +/g, " "));
  const rows = lines.filter((line) => /^\| `\w+` \|.*\|.*\|.*\|.*\|.*\|$/.test(line));
  const expected = PROPERTY_NAMES.map((name) => {
    const { definition, source, wolfram, scikitLearn, torchmetrics } = describeProperty(name);
    const cells = [`\`${name}\``, definition, source, wolfram, scikitLearn, torchmetrics];
    return `| ${cells.map((cell) => (cell ?? "–").replaceAll("|", "\\|")).join(" | ")} |`;
  });
  expect(rows).toEqual(expected);
});

test("the names of Wolfram's ClassifierMeasurements are all there", () => {
  const named = PROPERTY_NAMES.flatMap((name) => describeProperty(name).wolfram?.split(", ") ?? []);
  for (const name of WOLFRAM) expect(named, name).toContain(name);
});

/** What `Properties` lists there, but Report, Properties and ClassifierFunction. */
const WOLFRAM =
  "Accuracy AccuracyBaseline AccuracyRejectionPlot AreaUnderROCCurve BatchEvaluationTime BestClassifiedExamples ClassMeanCrossEntropy ClassRejectionRate ClassicReliabilityDiagram CohenKappa ConfusionDistribution ConfusionFunction ConfusionMatrix ConfusionMatrixPlot CorrectlyClassifiedExamples DecisionUtilities Error EvaluationTime Examples F1Score FScore FalseDiscoveryRate FalseNegativeExamples FalseNegativeNumber FalseNegativeRate FalsePositiveExamples FalsePositiveNumber FalsePositiveRate GeometricMeanProbability IndeterminateExamples LeastCertainExamples Likelihood LogLikelihood MatthewsCorrelationCoefficient MeanCrossEntropy MeanDecisionUtility MisclassifiedExamples MostCertainExamples NegativePredictiveValue Perplexity Precision Probabilities ProbabilityHistogram ROCCurve Recall RejectionRate ReliabilityData ReliabilityDiagram ScottPi Specificity TopConfusions TrueNegativeExamples TrueNegativeNumber TruePositiveExamples TruePositiveNumber WorstClassifiedExamples".split(
    " ",
  );
