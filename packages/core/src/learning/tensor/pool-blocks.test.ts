import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import {
  model as createModel,
  input,
  type LayersModel,
  layers,
  type SymbolicTensor,
  sequential,
} from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { findBlocks, poolBlocks, SpatialMoments } from "./pool-blocks.ts";
import { randomImages, tinyBackbone } from "./testing/tiny-net.ts";
import { attachHead, disposeNet } from "./transfer-net.ts";

type Tensor = SymbolicTensor;

function conv(x: Tensor, name: string, { filters = 4, strides = 1, size = 1 } = {}): Tensor {
  const layer = layers.conv2d({ filters, strides, kernelSize: size, padding: "same", name });
  return layer.apply(x) as Tensor;
}

function relu(x: Tensor, name: string): Tensor {
  return layers.reLU({ name }).apply(x) as Tensor;
}

function add(a: Tensor, b: Tensor, name: string): Tensor {
  return layers.add({ name }).apply([a, b]) as Tensor;
}

function concat(parts: Tensor[], name: string): Tensor {
  return layers.concatenate({ name }).apply(parts) as Tensor;
}

/** Names of the layers at which the blocks of a net end. */
function blocksOf(build: (image: Tensor) => Tensor): string[] {
  const image = input({ shape: [16, 16, 3] });
  const net = createModel({ inputs: image, outputs: build(image) });
  return findBlocks(net).map(({ sourceLayer }) => sourceLayer.name);
}

test("of a chain, the last map of each resolution", () => {
  const blocks = blocksOf((image) => {
    const a = conv(conv(image, "a1"), "a2");
    const pooled = layers.maxPooling2d({ poolSize: 2, name: "pool" }).apply(a) as Tensor;
    const padded = layers.zeroPadding2d({ name: "pad" }).apply(conv(pooled, "b1")) as Tensor;
    return conv(conv(padded, "c1", { strides: 2 }), "c2");
  });
  expect(blocks).toEqual(["a2", "b1", "c2"]);
});

test("of a residual net, the sums, after their activation, and nothing inside a block", () => {
  const blocks = blocksOf((image) => {
    const stem = conv(image, "stem");
    const one = relu(add(stem, conv(stem, "inside"), "add_1"), "relu_1");
    const two = add(one, conv(relu(one, "pre"), "inside_2"), "add_2");
    const narrow = conv(two, "narrow", { strides: 2 });
    return add(narrow, conv(narrow, "inside_3"), "add_3");
  });
  // add_1 is read by its activation alone; add_2 ends its resolution.
  expect(blocks).toEqual(["relu_1", "add_2", "add_3"]);
});

test("of an Inception module the joint output; in a dense block only the last", () => {
  const inception = blocksOf((image) => {
    const one = concat([conv(image, "left"), conv(image, "right")], "mixed_1");
    return concat([conv(one, "left_2"), conv(one, "right_2")], "mixed_2");
  });
  expect(inception).toEqual(["mixed_1", "mixed_2"]);
  const dense = blocksOf((image) => {
    const stem = conv(image, "stem");
    const one = concat([stem, conv(stem, "grow_1")], "concat_1");
    const two = concat([one, conv(one, "grow_2")], "concat_2");
    return conv(conv(two, "transition"), "next", { strides: 2 });
  });
  expect(dense).toEqual(["concat_2", "transition", "next"]);
});

test("of a net with very many channels, one block per resolution", () => {
  const blocks = blocksOf((image) => {
    let x = conv(image, "wide", { filters: 1500 });
    for (let i = 0; i < 3; i++) x = add(x, conv(x, `inside_${i}`, { filters: 1500 }), `add_${i}`);
    return conv(x, "small", { strides: 2 });
  });
  expect(blocks).toEqual(["add_2", "small"]);
});

test("mean and deviation over space, by hand", () => {
  const map = tf.tensor4d([1, 10, 2, 10, 3, 10, 6, 10], [1, 2, 2, 2]);
  const found = new SpatialMoments({}).apply(map) as tf.Tensor2D;
  expect(found.shape).toEqual([1, 4]);
  const [first, second, deviation, none] = found.dataSync();
  expect([first, second, none]).toEqual([3, 10, 0]);
  expect(deviation).toBeCloseTo(Math.sqrt((4 + 1 + 0 + 9) / 4), 6);
});

/** Mean and deviation of a layer's map, computed apart. */
function momentsOf(net: LayersModel, layer: string, images: tf.Tensor): number[] {
  const part = createModel({ inputs: net.inputs, outputs: net.getLayer(layer).output as Tensor });
  const { mean, variance } = tf.moments(part.predict(images) as tf.Tensor4D, [1, 2]);
  return [...tf.concat([mean, tf.sqrt(variance)], 1).dataSync()];
}

test("the last vector, then each block; it shares the weights and adds none", () => {
  const backbone = tinyBackbone();
  const net = attachHead(backbone, 2);
  const images = randomImages(1);
  const before = tf.memory().numTensors;
  const pooled = poolBlocks(net.features);
  expect(tf.memory().numTensors).toBe(before);
  expect(pooled).toMatchObject({ numLast: 6, coversLast: true, blocks: ["point"] });
  const found = (pooled.model.predict(images) as tf.Tensor2D).dataSync();
  const moments = momentsOf(backbone, "point", images);
  for (const [i, value] of [...moments.slice(0, 6), ...moments].entries()) {
    expect(found[i]).toBeCloseTo(value, 5);
  }
  disposeNet(net);
});

test("a net inside a net is looked into", () => {
  const inner = tinyBackbone();
  const outer = sequential({ layers: [inner, layers.globalAveragePooling2d({})] });
  const pooled = poolBlocks(outer);
  expect(pooled.blocks).toEqual(["point"]);
  const images = randomImages(2);
  const found = (pooled.model.predict(images) as tf.Tensor2D).dataSync();
  const moments = momentsOf(inner, "point", images);
  const last = (outer.predict(images) as tf.Tensor2D).dataSync();
  expect(found).toHaveLength(2 * 18);
  for (let j = 0; j < 6; j++) expect(found[j]).toBeCloseTo(last[j]!, 6);
  for (let j = 0; j < 12; j++) expect(found[6 + j]).toBeCloseTo(moments[j]!, 5);
});

test("a net of vectors has no blocks", () => {
  const net = sequential({ layers: [layers.dense({ units: 3, inputShape: [5] })] });
  const pooled = poolBlocks(net);
  expect(pooled).toMatchObject({ numLast: 3, coversLast: false, blocks: [] });
  expect(pooled.model.outputs[0]!.shape).toEqual([null, 3]);
});
