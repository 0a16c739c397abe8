import { describeWebGpu } from "../webgpu/testing/describe-webgpu.ts";
import { casesPer, defineConformance, defineTraining } from "./define-conformance.ts";

describeWebGpu("webgpu", () => {
  // Fewer, as each new kind of shape has a program compiled by the software driver.
  defineConformance("webgpu", { numRuns: casesPer(5, { slow: true }) });
  defineTraining("webgpu", { steps: 5 });
});
