import { createRng, gaussian } from "@graft/core/analysis/random";
import { imageBatch, SpatialMoments } from "@graft/core/learning/tensor";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { coverSquare } from "../../dataset/decode/resample.ts";
import { OnnxGraph } from "./graph.ts";
import { convertNet } from "./net.ts";
import { netToOnnx } from "./onnx-model.ts";
import { fitSquare } from "./prepare.ts";

beforeAll(() => tf.setBackend("cpu"));

type Chain = readonly layers.Layer[];

/** A layer chain on maps of 9 x 7 with 4 channels; all its weights are random, also those that begin as 0 or 1. */
function netOf(chain: Chain, shape: readonly number[] = [9, 7, 4], seed = 3): LayersModel {
  const rng = createRng(seed);
  const start = input({ shape: [...shape] });
  const output = chain.reduce<SymbolicTensor>(
    (x, layer) => layer.apply(x) as SymbolicTensor,
    start,
  );
  const net = model({ inputs: start, outputs: output });
  for (const layer of net.layers) {
    layer.setWeights(
      layer.getWeights().map((weight, index) => {
        // A variance must be positive.
        const isVariance =
          layer.getClassName() === "BatchNormalization" && index === layer.getWeights().length - 1;
        const values = Array.from({ length: weight.size }, () =>
          isVariance ? 0.5 + rng() : 0.5 * gaussian(rng),
        );
        return tf.tensor(values, weight.shape);
      }),
    );
  }
  return net;
}

function randomInput(shape: readonly number[], seed = 5): tf.Tensor {
  const rng = createRng(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Array.from({ length: size }, () => 2 * gaussian(rng)),
    [...shape],
  );
}

async function expectSameOutput(net: LayersModel, numImages = 2) {
  const shape = net.inputs[0]!.shape.slice(1).map(Number);
  const isMap = shape.length === 3;
  const x = randomInput([numImages, ...shape]);
  const expected = net.predict(x) as tf.Tensor;
  const graph = new OnnxGraph();
  const stored = isMap ? [shape[2]!, shape[0]!, shape[1]!] : shape;
  const name = graph.input({ name: "x", type: "float32", shape: ["batch", ...stored] });
  const value = await convertNet(graph, net, { name, shape: [null, ...shape] });
  const [batch, ...sides] = value.shape.map((side) => side ?? "batch");
  const channelsFirst = sides.length === 3 ? [sides[2]!, sides[0]!, sides[1]!] : sides;
  graph.output(value.name, { name: "y", type: "float32", shape: [batch!, ...channelsFirst] });
  const session = await InferenceSession.create(graph.encode("net"));
  const feed = isMap ? tf.transpose(x, [0, 3, 1, 2]) : x;
  const { y } = await session.run({
    x: new Tensor("float32", (await feed.data()) as Float32Array, feed.shape),
  });
  const wanted = expected.rank === 4 ? tf.transpose(expected, [0, 3, 1, 2]) : expected;
  expect(y!.dims).toEqual(wanted.shape);
  const [got, want] = [y!.data as Float32Array, await wanted.data()];
  for (let i = 0; i < want.length; i++) {
    expect(Math.abs(got[i]! - want[i]!), `value ${i}`).toBeLessThan(
      2e-5 * Math.max(1, Math.abs(want[i]!)),
    );
  }
}

const conv = (options = {}) => layers.conv2d({ filters: 5, kernelSize: 3, ...options });

describe("each kind of layer computes what tfjs computes", () => {
  const chains: Record<string, () => Chain> = {
    Conv2D: () => [conv()],
    "Conv2D, same": () => [conv({ padding: "same" })],
    "Conv2D, same, stride 2": () => [conv({ padding: "same", strides: 2 })],
    "Conv2D, same, stride 2, even kernel": () => [
      conv({ padding: "same", strides: 2, kernelSize: 4 }),
    ],
    "Conv2D, dilated": () => [conv({ padding: "same", dilationRate: 2 })],
    "Conv2D, no bias, activation": () => [conv({ useBias: false, activation: "relu6" })],
    DepthwiseConv2D: () => [layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: "same" })],
    "DepthwiseConv2D, multiplier": () => [
      layers.depthwiseConv2d({ kernelSize: [3, 2], depthMultiplier: 3 }),
    ],
    SeparableConv2D: () => [
      layers.separableConv2d({ filters: 6, kernelSize: 3, depthMultiplier: 2, padding: "same" }),
    ],
    Conv2DTranspose: () => [
      layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: "same" }),
    ],
    "Conv2DTranspose, valid": () => [
      layers.conv2dTranspose({ filters: 3, kernelSize: 4, strides: 2 }),
    ],
    "Conv2DTranspose, window smaller than stride": () => [
      layers.conv2dTranspose({ filters: 3, kernelSize: 2, strides: 3, padding: "same" }),
    ],
    "Dense on a vector": () => [layers.flatten(), layers.dense({ units: 6, activation: "tanh" })],
    "Dense on a map": () => [layers.dense({ units: 6 })],
    BatchNormalization: () => [conv(), layers.batchNormalization()],
    "BatchNormalization without scale": () => [layers.batchNormalization({ scale: false })],
    "BatchNormalization without center": () => [layers.batchNormalization({ center: false })],
    "BatchNormalization of a vector": () => [
      layers.globalAveragePooling2d({}),
      layers.batchNormalization(),
    ],
    LayerNormalization: () => [layers.layerNormalization()],
    "LayerNormalization of a vector": () => [
      layers.globalMaxPooling2d({}),
      layers.layerNormalization(),
    ],
    ReLU: () => [layers.reLU()],
    "ReLU with a maximum": () => [layers.reLU({ maxValue: 2 })],
    LeakyReLU: () => [layers.leakyReLU({ alpha: 0.1 })],
    ELU: () => [layers.elu()],
    ThresholdedReLU: () => [layers.thresholdedReLU({ theta: 0.5 })],
    PReLU: () => [layers.prelu({})],
    "PReLU with shared axes": () => [layers.prelu({ sharedAxes: [1, 2] })],
    "Softmax of a map": () => [layers.softmax({ axis: -1 })],
    MaxPooling2D: () => [layers.maxPooling2d({ poolSize: 2 })],
    "MaxPooling2D, same": () => [layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" })],
    "AveragePooling2D, same": () => [
      layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
    ],
    GlobalAveragePooling2D: () => [layers.globalAveragePooling2d({})],
    GlobalMaxPooling2D: () => [layers.globalMaxPooling2d({})],
    SpatialMoments: () => [new SpatialMoments({})],
    ZeroPadding2D: () => [
      layers.zeroPadding2d({
        padding: [
          [0, 1],
          [2, 3],
        ],
      }),
    ],
    Cropping2D: () => [
      layers.cropping2D({
        cropping: [
          [1, 0],
          [0, 2],
        ],
      }),
    ],
    UpSampling2D: () => [layers.upSampling2d({ size: [2, 3] })],
    "UpSampling2D, bilinear": () => [
      layers.upSampling2d({ size: [2, 2], interpolation: "bilinear" }),
    ],
    Flatten: () => [layers.flatten()],
    Reshape: () => [layers.reshape({ targetShape: [7, 6, 6] })],
    "Reshape to a vector": () => [layers.reshape({ targetShape: [252] })],
    Permute: () => [layers.permute({ dims: [3, 1, 2] })],
    RepeatVector: () => [layers.globalAveragePooling2d({}), layers.repeatVector({ n: 3 })],
    Dropout: () => [layers.dropout({ rate: 0.5 }), layers.gaussianNoise({ stddev: 1 })],
  };
  for (const kind of "elu selu relu relu6 linear sigmoid hardSigmoid softplus softsign tanh softmax logSoftmax swish mish gelu".split(
    " ",
  )) {
    chains[`Activation ${kind}`] = () => [layers.activation({ activation: kind as never })];
  }
  for (const [name, chain] of Object.entries(chains)) {
    test(name, () => expectSameOutput(netOf(chain())));
  }
});

test("branches join: add, multiply, average, maximum, minimum, concatenate", async () => {
  const start = input({ shape: [6, 6, 4] });
  const [a, b] = [3, 1].map(
    (kernelSize) =>
      layers.conv2d({ filters: 4, kernelSize, padding: "same" }).apply(start) as SymbolicTensor,
  );
  const joined = [
    layers.add(),
    layers.multiply(),
    layers.average(),
    layers.maximum(),
    layers.minimum(),
  ].map((layer) => layer.apply([a!, b!]) as SymbolicTensor);
  const all = layers.concatenate().apply(joined) as SymbolicTensor;
  const gate = layers.globalAveragePooling2d({}).apply(all) as SymbolicTensor;
  const wide = layers.reshape({ targetShape: [1, 1, 20] }).apply(gate) as SymbolicTensor;
  const gated = layers.multiply().apply([all, wide]) as SymbolicTensor;
  await expectSameOutput(model({ inputs: start, outputs: gated }), 3);
});

test("a model within a model, and a layer that is used twice", async () => {
  const inner = netOf([conv({ padding: "same", filters: 4 }), layers.reLU()], [6, 6, 4]);
  const start = input({ shape: [6, 6, 4] });
  const once = inner.apply(start) as SymbolicTensor;
  const twice = inner.apply(once) as SymbolicTensor;
  const sum = layers.add().apply([once, twice]) as SymbolicTensor;
  await expectSameOutput(model({ inputs: start, outputs: sum }));
});

test("a layer that ONNX does not have is named", async () => {
  const net = netOf([
    layers.reshape({ targetShape: [63, 4] }),
    layers.conv1d({ filters: 2, kernelSize: 3 }),
  ]);
  await expect(expectSameOutput(net)).rejects.toMatchObject({
    code: "EXPORT_FAILED",
    message: expect.stringMatching(/"conv1d_.*" \(Conv1D\) cannot be exported to ONNX/),
  });
});

function randomImage(width: number, height: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  // Smooth, with an edge and some noise, as photographs are.
  return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const edge = x > width / 3 ? 90 : 20;
    return Math.min(
      255,
      edge + 60 * Math.sin(x / 9 + (i % 3)) ** 2 + (y * 50) / height + 30 * rng(),
    );
  });
}

test.each([
  [64, 64],
  [500, 375],
  [375, 500],
  [97, 131],
  [31, 40],
  [1, 1],
  [1500, 200],
])(
  "images of %i x %i are prepared as they were for training, to one level",
  async (width, height) => {
    const pixels = randomImage(width, height, width + height);
    const graph = new OnnxGraph();
    const images = graph.input({
      name: "images",
      type: "uint8",
      shape: ["batch", "height", "width", 3],
    });
    const prepared = fitSquare(graph, images, 64);
    graph.output(prepared, { name: "y", type: "float32", shape: ["batch", 3, 64, 64] });
    const session = await InferenceSession.create(graph.encode("prepare"));
    const { y } = await session.run({ images: new Tensor("uint8", pixels, [1, height, width, 3]) });
    const wanted = await coverSquare({ pixels, width, height }, 64);
    const got = y!.data as Float32Array;
    let different = 0;
    for (let c = 0; c < 3; c++) {
      for (let p = 0; p < 64 * 64; p++) {
        const difference = Math.abs(got[c * 64 * 64 + p]! - wanted[p * 3 + c]!);
        expect(difference).toBeLessThanOrEqual(1);
        if (difference > 0) different += 1;
      }
    }
    expect(different / (64 * 64 * 3)).toBeLessThan(0.002);
  },
);

test.each([false, true])(
  "a net as a file gives its own probabilities; mirrored: %s",
  async (mirrored) => {
    const imageSize = 32;
    const net = netOf(
      [
        layers.conv2d({ filters: 6, kernelSize: 3, strides: 2 }),
        layers.batchNormalization(),
        layers.reLU({ maxValue: 6 }),
        layers.globalAveragePooling2d({}),
        layers.dense({ units: 3 }),
      ],
      [imageSize, imageSize, 3],
    );
    const pixels = Uint8Array.from(
      [1, 2, 3].flatMap((seed) => [...randomImage(imageSize, imageSize, seed)]),
    );
    const inputRange = [-1, 1] as const;
    const positions = [0, 1, 2];
    const batch = imageBatch({ pixels, size: imageSize, range: inputRange }, positions);
    const probabilitiesOf = (images: tf.Tensor) => net.predict(images) as tf.Tensor;
    const plain = probabilitiesOf(batch);
    const expected = mirrored
      ? tf.div(tf.add(plain, probabilitiesOf(tf.reverse(batch, 2))), 2)
      : plain;
    const classNames = ["cat", "dog", "Ünïcode 🐟"];
    const file = await netToOnnx({ net, classNames, imageSize, inputRange, mirrored });
    const session = await InferenceSession.create(file);
    const { probabilities } = await session.run({
      images: new Tensor("uint8", pixels, [3, imageSize, imageSize, 3]),
    });
    expect(probabilities!.dims).toEqual([3, 3]);
    const [got, want] = [probabilities!.data as Float32Array, await expected.data()];
    for (let i = 0; i < want.length; i++) expect(got[i]).toBeCloseTo(want[i]!, 5);
  },
);
