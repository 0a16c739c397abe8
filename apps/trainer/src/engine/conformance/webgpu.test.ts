import { describeWebGpu } from "../webgpu/testing/describe-webgpu.ts";
import { defineConformance } from "./define-conformance.ts";

describeWebGpu("webgpu", () => {
  // Fewer, as each new kind of shape has a program compiled by the software driver.
  defineConformance("webgpu", { numRuns: 8 });
});
