import { beforeAll, describe } from "vitest";
import { openWebGpu } from "../open-webgpu.ts";
import { useSoftwareVulkan } from "./software-vulkan.ts";

/** Tests on WebGPU, over a software driver: run where there is one, else skipped with the reason in their name. */
export function describeWebGpu(name: string, define: () => void): void {
  const missing = useSoftwareVulkan();
  if (missing) {
    describe.skip(`${name} (skipped: ${missing})`, define);
    return;
  }
  describe(name, () => {
    beforeAll(async () => {
      await openWebGpu({ software: true });
    });
    define();
  });
}
