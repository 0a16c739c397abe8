import * as tf from "@tensorflow/tfjs-core";
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { createRng, gaussian } from "../../../analysis/random/index.ts";
import { reinitialise } from "../weights.ts";

/** Images [b, 8, 8, 3] to a map [b, 4, 4, 6] by convolution, BatchNorm, ReLU6 and dropout. */
export function tinyBackbone({ seed = 1, dropout = 0 } = {}): LayersModel {
  const image = input({ shape: [8, 8, 3] });
  const steps = [
    layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same", name: "conv" }),
    layers.batchNormalization({ name: "conv_bn" }),
    layers.reLU({ maxValue: 6, name: "conv_relu" }),
    layers.depthwiseConv2d({ kernelSize: 3, padding: "same", useBias: false, name: "dw" }),
    layers.batchNormalization({ name: "dw_bn" }),
    layers.dropout({ rate: dropout, name: "drop" }),
    layers.conv2d({ filters: 6, kernelSize: 1, name: "point" }),
  ];
  let output = image;
  for (const step of steps) output = step.apply(output) as SymbolicTensor;
  const net = model({ inputs: image, outputs: output });
  reinitialise(net, seed);
  return net;
}

/** Normally distributed images, shape [n, 8, 8, 3]. */
export function randomImages(n: number, seed = 1): tf.Tensor4D {
  const rng = createRng(seed);
  const values = Float32Array.from({ length: n * 192 }, () => gaussian(rng));
  return tf.tensor4d(values, [n, 8, 8, 3]);
}

/** All weights of a net by name, copied. */
export function weightsOf(net: LayersModel): Map<string, Float32Array> {
  return new Map(
    net.weights.map((weight) => [
      weight.originalName,
      weight.read().dataSync<"float32">().slice() as Float32Array,
    ]),
  );
}
