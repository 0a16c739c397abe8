import { describeTensorFlow } from "../tensorflow/testing/describe-tensorflow.ts";
import { casesPer, defineConformance, defineTraining } from "./define-conformance.ts";

describeTensorFlow("tensorflow", () => {
  defineConformance("tensorflow", {
    numRuns: casesPer(25),
    limits: { unequalDepthwiseStrides: false, stockExplicitPadding: false },
  });
  defineTraining("tensorflow", { steps: 60 });
});
