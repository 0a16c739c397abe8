import { describeTensorFlow } from "../tensorflow/testing/describe-tensorflow.ts";
import { defineConformance } from "./define-conformance.ts";
import { defineTraining } from "./define-training.ts";

describeTensorFlow("tensorflow", () => {
  defineConformance("tensorflow", {
    numRuns: 40,
    limits: { unequalDepthwiseStrides: false, stockExplicitPadding: false },
  });
  defineTraining("tensorflow", { steps: 200 });
});
