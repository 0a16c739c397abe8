import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { describeWebGpu } from "./testing/describe-webgpu.ts";

describeWebGpu("a GPU's memory", () => {
  test("what does not fit is an error where its values are read", async () => {
    // 8 GiB, computed on the GPU: more than a software driver's largest buffer.
    const large = tf.tidy(() => tf.tile(tf.add(tf.ones([2 ** 20]), 1), [2 ** 11]));
    await expect(large.data()).rejects.toMatchObject({ code: "OUT_OF_MEMORY" });
    large.dispose();
  });
});
