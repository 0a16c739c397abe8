import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TinyExperiment, tinyExperiment } from "../../testing/tiny-experiment.ts";
import { runTrainer } from "../../testing/trainer-process.ts";
import { useSoftwareVulkan } from "./testing/software-vulkan.ts";

const missing = useSoftwareVulkan();

describe.skipIf(missing !== null)(
  `The trainer on WebGPU${missing ? ` (skipped: ${missing})` : ""}`,
  () => {
    let tiny: TinyExperiment;

    beforeAll(async () => {
      tiny = await tinyExperiment();
    });
    afterAll(() => tiny.dispose());

    test("fine-tunes, and its process ends well", async () => {
      const config = await tiny.write({
        device: "webgpu",
        split: { train: 12, test: 8 },
        methods: [{ kind: "fine-tuned", epochs: 1, batchSize: 8 }],
      });
      const args = ["run", "--config", config];
      const { status, stdout, stderr } = await runTrainer(args, { home: tiny.home });
      expect({ status, stderr: stderr.replaceAll(/^Warning: .*\n/gm, "") }).toEqual({
        status: 0,
        stderr: "",
      });
      expect(stdout).toMatch(/^Engine +webgpu 0\.6\.2, /m);
      expect(stdout).toMatch(/test accuracy \d/);
    });

    test("does not take software for a GPU unless it is asked for by name", async () => {
      const config = await tiny.write({ device: "gpu" });
      const { status, stderr } = await runTrainer(["run", "--config", config], { home: tiny.home });
      expect(status).toBe(1);
      expect(stderr).toMatch(/the only driver found, .*, computes on the processor/);
    });
  },
);
