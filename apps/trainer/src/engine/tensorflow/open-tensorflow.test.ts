import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@graft/core/contract/errors";
import * as tf from "@tensorflow/tfjs-core";
import { layers, sequential } from "@tensorflow/tfjs-layers";
import { afterEach, expect, test, vi } from "vitest";
import { openTensorFlow, probeTensorFlow } from "./open-tensorflow.ts";
import { describeTensorFlow } from "./testing/describe-tensorflow.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

test("without an installation it is refused, with what to do", async () => {
  const home = mkdtempSync(join(tmpdir(), "graft-backends-"));
  vi.stubEnv("GRAFT_BACKENDS", home);
  const probe = await probeTensorFlow("cpu");
  expect(probe).toEqual({
    name: "tensorflow",
    available: false,
    reason: "TensorFlow: not installed",
    remedy: "Run `pnpm trainer backend install`.",
  });
  const refusal = await openTensorFlow("cpu").catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(AppError);
  expect(refusal).toMatchObject({
    code: "DEVICE_UNAVAILABLE",
    hint: expect.stringMatching(/backend install/),
  });
  rmSync(home, { recursive: true });
});

describeTensorFlow("TensorFlow, opened", () => {
  test("says its version, and is the backend of this process's tfjs and of its layers", async () => {
    const { version, detail } = await openTensorFlow("cpu");
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(detail).toMatch(/^\d+ threads$/);
    expect(tf.getBackend()).toBe("tensorflow");
    const model = sequential({ layers: [layers.dense({ units: 2, inputShape: [3] })] });
    const output = model.predict(tf.ones([1, 3])) as tf.Tensor;
    expect(tf.engine().state.tensorInfo.get(output.dataId)?.backend).toBe(tf.backend());
  });

  test("is tried in a process of its own by the probe", async () => {
    const probe = await probeTensorFlow("cpu");
    expect(probe).toMatchObject({ name: "tensorflow", available: true, remedy: "" });
  });

  test("kernels that call chained ops find them", () => {
    expect([...tf.exp(tf.tensor1d([0, 1], "int32")).dataSync()]).toEqual([1, Math.fround(Math.E)]);
    expect([...tf.argMax(tf.tensor1d([false, true], "bool")).dataSync()]).toEqual([1]);
    const slopes = tf.prelu(tf.tensor1d([-2, 3]), tf.tensor1d([0.5, 0.5]));
    expect([...slopes.dataSync()]).toEqual([-1, 3]);
  });
});
