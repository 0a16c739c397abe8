import * as tf from "@tensorflow/tfjs-core";
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { beforeAll, expect, test } from "vitest";
import { relativeError } from "../testing/compare-backends.ts";
import { smallImages, smallNet } from "../testing/small-net.ts";
import { openWasm } from "../wasm/open-wasm.ts";
import { installFastLayers } from "./install-fast-layers.ts";
import { planModel } from "./layers/plan-model.ts";
import { registerOps } from "./register-ops.ts";
import { valueAndGradients } from "./value-and-gradients.ts";

interface Step {
  readonly loss: number;
  readonly gradients: Float32Array[];
  /** All weights after the step; of a training step only the moving statistics have changed. */
  readonly weights: Float32Array[];
  readonly inference: Float32Array;
}

interface Variant {
  readonly name: string;
  readonly prepare: (net: LayersModel) => void;
}

const variants: Variant[] = [
  { name: "batch statistics", prepare: () => {} },
  { name: "statistics frozen by a wrapped call", prepare: wrapCalls },
];

let reference: Step[] = [];

beforeAll(async () => {
  // tfjs as it is: before anything is installed, on its plain JavaScript backend.
  await tf.setBackend("cpu");
  reference = variants.map(({ prepare }) => step(prepare));
  await openWasm({ threads: 2 });
  registerOps();
  installFastLayers();
});

test.each([
  [0, "cpu"],
  [0, "wasm"],
  [1, "cpu"],
  [1, "wasm"],
])("a step of variant %i on %s is that of plain tfjs", async (variant, backend) => {
  await tf.setBackend(backend);
  const expected = reference[variant]!;
  const actual = step(variants[variant]!.prepare);
  expect(actual.loss).toBeCloseTo(expected.loss, 4);
  expect(relativeError(actual.inference, expected.inference)).toBeLessThan(1e-5);
  const scale = Math.max(...expected.gradients.flatMap((values) => [...values].map(Math.abs)));
  expected.gradients.forEach((values, at) => {
    const difference = values.map((value, k) => Math.abs(value - actual.gradients[at]![k]!));
    expect(Math.max(...difference) / scale, `gradient ${at}`).toBeLessThan(1e-4);
  });
  expected.weights.forEach((values, at) => {
    expect(relativeError(actual.weights[at]!, values), `weight ${at}`).toBeLessThan(1e-5);
  });
});

test("a normalization that is not trainable keeps its statistics and uses them", async () => {
  await tf.setBackend("wasm");
  const frozen = step((net) => {
    for (const layer of net.layers) {
      if (layer.getClassName() === "BatchNormalization") layer.trainable = false;
    }
  });
  expect(frozen.loss).toBeCloseTo(reference[1]!.loss, 4);
  frozen.weights.forEach((values, at) => {
    expect(relativeError(values, reference[1]!.weights[at]!)).toBe(0);
  });
});

test("many steps leave no tensor behind", async () => {
  await tf.setBackend("wasm");
  const net = smallNet();
  const images = smallImages(4);
  const variables = net.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const counts: number[] = [];
  for (let round = 0; round < 5; round++) {
    const { value, gradients } = valueAndGradients(() => lossOf(net, images), variables);
    tf.dispose([value, ...gradients]);
    tf.dispose(tf.tidy(() => net.apply(images) as tf.Tensor));
    counts.push(tf.memory().numTensors);
  }
  expect(new Set(counts).size).toBe(1);
  images.dispose();
  tf.dispose(net.weights.map((weight) => weight.read()));
});

test("a model inside a model passes its gradient on", async () => {
  await tf.setBackend("wasm");
  const inner = smallNet();
  const image = input({ shape: [21, 21, 3] });
  const scaled = layers.conv2d({ filters: 3, kernelSize: 1, kernelInitializer: "ones" });
  const outputs = inner.apply(scaled.apply(image)) as SymbolicTensor;
  const outer = model({ inputs: image, outputs });
  const images = smallImages(2);
  const kernel = scaled.weights[0]?.read() as tf.Variable;
  const slope = (): number => {
    const { value, gradients } = valueAndGradients(() => lossOf(outer, images), [kernel]);
    const sum = tf.sum(gradients[0] as tf.Tensor).dataSync()[0] as number;
    tf.dispose([value, ...gradients]);
    return sum;
  };
  const lossAt = (shift: number): number => {
    const shifted = tf.add(kernel, shift);
    const original = kernel.clone();
    kernel.assign(shifted);
    const loss = tf.tidy(() => lossOf(outer, images).dataSync()[0] as number);
    kernel.assign(original);
    tf.dispose([shifted, original]);
    return loss;
  };
  const expected = (lossAt(1e-2) - lossAt(-1e-2)) / 2e-2;
  expect(Math.abs(slope() / expected - 1)).toBeLessThan(0.05);
  images.dispose();
});

test("layers are joined where one alone reads what the other makes", async () => {
  const { steps } = planModel(smallNet());
  const described = steps.flatMap(({ block }) => {
    if (!block) return [];
    const { padding, convolution, norm, activation } = block;
    const kind = convolution && (convolution.depthwise ? "depthwise" : "convolution");
    return [[padding && "pad", kind, norm && "norm", activation].filter(Boolean).join(" ")];
  });
  expect(described).toEqual([
    "pad convolution norm relu6",
    "convolution norm relu6",
    "depthwise norm relu6",
    "convolution norm linear",
    "convolution norm relu6",
    "depthwise norm relu6",
    "convolution norm linear",
    "norm relu6",
    "convolution norm relu6",
    "convolution relu",
  ]);
});

function step(prepare: (net: LayersModel) => void): Step {
  const net = smallNet();
  prepare(net);
  const images = smallImages(5);
  const variables = net.layers
    .flatMap(({ weights }) => weights)
    .filter(({ name }) => !name.includes("moving"))
    .map((weight) => weight.read() as tf.Variable);
  const { value, gradients } = valueAndGradients(() => lossOf(net, images), variables);
  const inference = tf.tidy(() => net.apply(images, { training: false }) as tf.Tensor);
  const result = {
    loss: value.dataSync()[0]!,
    gradients: gradients.map((gradient) => new Float32Array(gradient.dataSync())),
    weights: net.layers.flatMap(({ weights }) =>
      weights.map((weight) => new Float32Array(weight.read().dataSync())),
    ),
    inference: new Float32Array(inference.dataSync()),
  };
  tf.dispose([value, ...gradients, inference, images]);
  tf.dispose(net.weights.map((weight) => weight.read()));
  return result;
}

function lossOf(net: LayersModel, images: tf.Tensor4D): tf.Scalar {
  const logits = net.apply(images, { training: true }) as tf.Tensor2D;
  const labels = tf.oneHot(
    tf.tensor1d(
      Int32Array.from({ length: logits.shape[0] }, (_, i) => i % 3),
      "int32",
    ),
    3,
  );
  return tf.losses.softmaxCrossEntropy(labels, logits);
}

/** As a training loop fixes the statistics of a net whose normalizations stay trainable. */
function wrapCalls(net: LayersModel): void {
  for (const layer of net.layers) {
    if (layer.getClassName() !== "BatchNormalization") continue;
    const prototype = Object.getPrototypeOf(layer) as typeof layer;
    layer.call = (inputs, kwargs) =>
      prototype.call.call(layer, inputs, { ...kwargs, training: false });
  }
}
