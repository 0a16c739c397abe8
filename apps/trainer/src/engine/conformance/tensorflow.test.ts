import { describeTensorFlow } from "../tensorflow/testing/describe-tensorflow.ts";
import { casesPer, defineConformance } from "./define-conformance.ts";
import { defineTraining } from "./define-training.ts";

describeTensorFlow("tensorflow", () => {
  defineConformance("tensorflow", {
    numRuns: casesPer(25),
    limits: { unequalDepthwiseStrides: false, stockExplicitPadding: false },
  });
  defineTraining("tensorflow", { steps: 60 });
});
