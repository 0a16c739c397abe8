import { f1Score } from "../../class-scores.ts";
import { topConfusions } from "../../confusions.ts";
import { marginals } from "../../one-vs-rest.ts";
import { inGroup, ofKept } from "./shared.ts";

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
