import { describeWebGpu } from "../webgpu/testing/describe-webgpu.ts";
import { casesPer, defineConformance } from "./define-conformance.ts";
import { defineTraining } from "./define-training.ts";

describeWebGpu("webgpu", () => {
  // Fewer, as each new kind of shape has a program compiled by the software driver.
  defineConformance("webgpu", { numRuns: casesPer(5, { slow: true }) });
  defineTraining("webgpu", { steps: 5 });
});
