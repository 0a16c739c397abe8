import type { SelectionCandidate } from "@graft/core/contract";
import { expect, test } from "vitest";
import { describeSelection } from "./describe-selection.ts";

function candidate(
  classifier: string,
  logLoss: number,
  more: Partial<SelectionCandidate> = {},
): SelectionCandidate {
  return { classifier, parameters: { l2: 3 }, logLoss, accuracy: 0.9, chosen: false, ...more };
}

test("says what was chosen, and shows the best setting of each kind, best first", () => {
  const lines = describeSelection([
    candidate("naive-bayes", 0.4, { parameters: {} }),
    candidate("linear-svm", 0.3),
    candidate("linear-svm", 0.2, { features: "every-block", chosen: true }),
    candidate("linear-svm", 0.25),
  ]);
  expect(lines).toEqual([
    "chose linear-svm, every-block, l2 3 of 4 by cross-validation",
    "                                  log-loss  accuracy",
    "  linear-svm   every-block, l2 3  0.200     90.0%",
    "  naive-bayes                     0.400     90.0%",
  ]);
});

test("one kind needs no table", () => {
  const lines = describeSelection([
    candidate("logistic-regression", 0.3),
    candidate("logistic-regression", 0.2, { chosen: true }),
  ]);
  expect(lines).toEqual(["chose logistic-regression, l2 3 of 2 by cross-validation"]);
});

test("says so where images were held back instead", () => {
  const lines = describeSelection([candidate("scratch", 0.6, { chosen: true })], "inner-split");
  expect(lines).toEqual(["chose scratch, l2 3 of 1 on training images held back"]);
});

test("says so where there were too few images to compare anything", () => {
  const taken = candidate("nearest-centroid", 0, { logLoss: null, accuracy: null, chosen: true });
  expect(describeSelection([taken], "default")).toEqual([
    "took nearest-centroid, l2 3: too few training images to compare classifiers",
  ]);
});
