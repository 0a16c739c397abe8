import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { registerOwnKernel } from "../engine.ts";
import { recordCalls } from "./comparison.ts";

const kernelFunc: tf.KernelFunc = ({ inputs }) => tf.clone(inputs["x"] as tf.Tensor);

test("a kernel that was registered and not called is named", async () => {
  await tf.setBackend("cpu");
  registerOwnKernel({ kernelName: "Called", backendName: "cpu", kernelFunc });
  registerOwnKernel({ kernelName: "Forgotten", backendName: "cpu", kernelFunc });
  const recording = recordCalls("cpu");
  expect(recording.uncalledKernels()).toEqual(["Called", "Forgotten"]);
  tf.engine().runKernel("Called", { x: tf.scalar(1) });
  expect(recording.uncalledKernels()).toEqual(["Forgotten"]);
});
