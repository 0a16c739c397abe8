import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reinitialise, saveModel } from "@graft/core/learning/tensor";
import * as tf from "@tensorflow/tfjs-core";
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";

export interface TinyBackboneOptions {
  readonly seed?: number;
  /** Side of the images in pixels. */
  readonly imageSize?: number;
  /** Of the classifier that is cut off again. */
  readonly numClasses?: number;
}

/**
 * A small net in the manner of MobileNet, all weights drawn by the seed: strided convolution, two
 * depthwise-separable blocks with BatchNorm and ReLU6, a residual connection, 24 pooled features and a
 * softmax classifier. It needs a tfjs backend.
 */
export function tinyBackbone({
  seed = 1,
  imageSize = 32,
  numClasses = 5,
}: TinyBackboneOptions = {}): LayersModel {
  const image = input({ shape: [imageSize, imageSize, 3], name: "image" });
  const stem = normalised(
    layers
      .conv2d({
        filters: 8,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        useBias: false,
        name: "stem",
      })
      .apply(image),
    "stem",
  );
  const first = block(stem, { name: "block_1", filters: 8, strides: 1 });
  const joined = layers.add({ name: "block_1_add" }).apply([stem, first]) as SymbolicTensor;
  const second = block(joined, { name: "block_2", filters: 24, strides: 2 });
  const pooled = layers.globalAveragePooling2d({ name: "pool" }).apply(second);
  const output = layers
    .dense({ units: numClasses, activation: "softmax", name: "predictions" })
    .apply(pooled) as SymbolicTensor;
  const net = model({ inputs: image, outputs: output, name: "tiny" });
  reinitialise(net, seed);
  return net;
}

/** Writes the net as model.json and weights.bin. @returns Path of the model.json. */
export async function writeTinyBackbone(
  folder: string,
  options: TinyBackboneOptions = {},
): Promise<string> {
  const net = tinyBackbone(options);
  const path = await writeModel(folder, net);
  tf.dispose(net.weights.map((weight) => weight.read()));
  return path;
}

/** Writes any net as model.json and weights.bin. @returns Path of the model.json. */
export async function writeModel(folder: string, net: LayersModel): Promise<string> {
  const { json, weights } = await saveModel(net, {
    classNames: [],
    imageSize: 0,
    inputRange: [-1, 1],
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "weights.bin"), weights);
  await writeFile(join(folder, "model.json"), json);
  return join(folder, "model.json");
}

type Output = ReturnType<layers.Layer["apply"]>;

function block(
  x: SymbolicTensor,
  { name, filters, strides }: { name: string; filters: number; strides: number },
): SymbolicTensor {
  const depthwise = layers.depthwiseConv2d({
    kernelSize: 3,
    strides,
    padding: "same",
    useBias: false,
    name: `${name}_dw`,
  });
  const pointwise = layers.conv2d({ filters, kernelSize: 1, useBias: false, name: `${name}_pw` });
  const narrow = normalised(depthwise.apply(x), `${name}_dw`);
  return normalised(pointwise.apply(narrow), `${name}_pw`);
}

function normalised(x: Output, name: string): SymbolicTensor {
  const scaled = layers.batchNormalization({ name: `${name}_bn` }).apply(x as SymbolicTensor);
  const relu = layers.reLU({ maxValue: 6, name: `${name}_relu` });
  return relu.apply(scaled as SymbolicTensor) as SymbolicTensor;
}
