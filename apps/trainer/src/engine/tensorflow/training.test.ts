import {
  AdamW,
  attachHead,
  batchGradient,
  disposeNet,
  freezeStatistics,
  reinitialise,
  type TransferNet,
  trainableVariables,
} from "@graft/core/learning/tensor";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { input, layers, model, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { installFastLayers } from "../ops/install-fast-layers.ts";

import { registerOps } from "../ops/register-ops.ts";
import { valueAndGradients } from "../ops/value-and-gradients.ts";
import { randomValues, relativeError } from "../testing/compare-backends.ts";
import { describeTensorFlow } from "./testing/describe-tensorflow.ts";

const SIZE = 16;
const LABELS = Int32Array.of(0, 1, 2, 0);

describeTensorFlow("Training on TensorFlow", () => {
  test.each([
    ["BatchNorm's statistics fixed", true],
    ["BatchNorm in training mode", false],
  ])("a step is the one of the plain backend, %s", async (_, frozen) => {
    const [actual, expected] = [await train("tensorflow", frozen), await train("cpu", frozen)];
    expect(relativeError(actual.gradient, expected.gradient)).toBeLessThan(1e-4);
    expect(relativeError(actual.losses, expected.losses)).toBeLessThan(1e-4);
    expect(relativeError(actual.features, expected.features)).toBeLessThan(1e-4);
  });

  test("the same steps twice give the same bits", async () => {
    const [first, second] = [await train("tensorflow", false), await train("tensorflow", false)];
    expect(second).toEqual(first);
  });
});

/** Three steps from the same start. */
async function train(backend: string, frozen: boolean) {
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  // In training mode BatchNorm takes a bias away: its gradient is noise, of which Adam makes steps.
  const net = smallNet({ bias: frozen });
  if (frozen) freezeStatistics(net.logits);
  const optimizer = optimizerFor(net);
  const steps = [];
  for (let step = 0; step < 3; step++) steps.push(await trainStep(net, optimizer));
  const features = tf.tidy(() => {
    const output = net.features.apply(images(), { training: false }) as tf.Tensor;
    return output.dataSync<"float32">().slice() as Float32Array;
  });
  optimizer.dispose();
  disposeNet(net);
  expect(tf.memory().numTensors).toBe(before);
  const losses = Float32Array.from(steps, ({ loss }) => loss);
  return { gradient: steps[0]?.gradient as Float32Array, losses, features };
}

async function trainStep(net: TransferNet, optimizer: AdamW) {
  const batch = { inputs: images(), labels: LABELS };
  const { variables } = optimizer;
  const options = { variables, microBatch: LABELS.length, differentiate: valueAndGradients };
  const { gradient, lossSum } = await batchGradient(net.logits, batch, options);
  optimizer.step(gradient, 1);
  const values = gradient.dataSync<"float32">().slice() as Float32Array;
  tf.dispose([batch.inputs, gradient]);
  return { gradient: values, loss: lossSum };
}

function optimizerFor(net: TransferNet): AdamW {
  const variables = trainableVariables(net.logits);
  return new AdamW([{ variables, learningRate: 1e-3 }], { weightDecay: 0.01 });
}

function images(): tf.Tensor4D {
  const shape = [LABELS.length, SIZE, SIZE, 3] as [number, number, number, number];
  return tf.tensor4d(randomValues(shape, 7), shape);
}

/** Like MobileNetV2 in small: padding, strides, an expansion, depthwise filters, a residual. */
function smallNet({ bias }: { bias: boolean }): TransferNet {
  const image = input({ shape: [SIZE, SIZE, 3] });
  const stem = stemOf(image);
  const expanded = convNorm(stem, { name: "expand", filters: 16, kernelSize: 1 });
  const filtered = convNorm(expanded, { name: "depthwise", kernelSize: 3, padding: "same" });
  const linear = { kernelSize: 1, activation: false };
  const projected = convNorm(filtered, { name: "project", filters: 8, ...linear });
  const sum = layers.add().apply([stem, projected]) as SymbolicTensor;
  const strided = { kernelSize: 3, strides: 2, padding: "same", useBias: bias } as const;
  return netOf(image, convNorm(sum, { name: "last", filters: 12, ...strided }));
}

function stemOf(image: SymbolicTensor): SymbolicTensor {
  const padding = layers.zeroPadding2d({
    padding: [
      [0, 1],
      [0, 1],
    ],
  });
  const padded = padding.apply(image) as SymbolicTensor;
  return convNorm(padded, { name: "stem", filters: 8, kernelSize: 3, strides: 2 });
}

function netOf(inputs: SymbolicTensor, outputs: SymbolicTensor): TransferNet {
  registerOps();
  installFastLayers();
  const net = attachHead(model({ inputs, outputs }), 3);
  reinitialise(net.probabilities, 5);
  return net;
}

interface ConvNormOptions {
  /** The random weights are drawn by it. */
  readonly name: string;
  /** Absent for a depthwise convolution. */
  readonly filters?: number;
  readonly kernelSize: number;
  readonly strides?: number;
  readonly padding?: "same" | "valid";
  readonly useBias?: boolean;
  readonly activation?: boolean;
}

function convNorm(
  x: SymbolicTensor,
  { filters, activation = true, ...options }: ConvNormOptions,
): SymbolicTensor {
  const conv = { useBias: false, ...options };
  const filter = filters ? layers.conv2d({ ...conv, filters }) : layers.depthwiseConv2d(conv);
  const chain = [
    filter,
    layers.batchNormalization({ name: `${options.name}_norm` }),
    ...(activation ? [layers.reLU({ maxValue: 6 })] : []),
  ];
  return chain.reduce((input, layer) => layer.apply(input) as SymbolicTensor, x);
}
