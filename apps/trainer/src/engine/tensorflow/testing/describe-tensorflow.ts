import { beforeAll, describe } from "vitest";
import { findTensorFlow, kernelPackage } from "../installed-tensorflow.ts";
import { openTensorFlow } from "../open-tensorflow.ts";

/** Tests that need TensorFlow: run where it is installed, else skipped with the reason in their name. */
export function describeTensorFlow(name: string, define: () => void): void {
  const missing = whatIsMissing();
  if (missing) {
    describe.skip(`${name} (skipped: ${missing}; \`pnpm trainer backend install\`)`, define);
    return;
  }
  describe(name, () => {
    beforeAll(async () => {
      await openTensorFlow("cpu");
    });
    define();
  });
}

function whatIsMissing(): string | null {
  if (!kernelPackage("cpu")) return "no package @tensorflow/tfjs-node";
  const found = findTensorFlow("cpu");
  return found.installed ? null : `TensorFlow: ${found.problem}`;
}
