import { createRng } from "@graft/core/analysis/random";
import {
  AdamW,
  batchGradient,
  freezeStatistics,
  trainableVariables,
} from "@graft/core/learning/tensor";
import * as tf from "@tensorflow/tfjs-core";
import {
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import { installFastLayers } from "../ops/install-fast-layers.ts";
import { registerOps } from "../ops/register-ops.ts";
import { valueAndGradients } from "../ops/value-and-gradients.ts";

import { randomValues } from "./compare-backends.ts";

/**
 * MobileNetV2 in small, and some more: padded stride, inverted residuals with a shortcut, a normalization
 * without convolution, convolutions with bias with and without one, a pooled linear head. Images [b, 21, 21, 3] to logits [b, 3].
 */
export function smallNet(seed = 1): LayersModel {
  const image = input({ shape: [21, 21, 3] });
  let x = layers
    .zeroPadding2d({
      padding: [
        [0, 1],
        [0, 1],
      ],
    })
    .apply(image);
  x = normed(layers.conv2d({ ...plain(8, 3), strides: 2 }).apply(x), true);
  const first = invertedResidual(x, { filters: 6, strides: 2 });
  const second = invertedResidual(first, { filters: 6, strides: 1 });
  x = layers.add().apply([first, second]);
  x = normed(x, true);
  x = normed(layers.conv2d({ filters: 7, kernelSize: 1 }).apply(x), true);
  x = layers.conv2d({ filters: 10, kernelSize: 3, activation: "relu" }).apply(x);
  x = layers.globalAveragePooling2d({}).apply(x);
  const logits = layers.dense({ units: 3 }).apply(x) as SymbolicTensor;
  const net = model({ inputs: image, outputs: logits });
  fill(net, seed);
  return net;
}

type Output = ReturnType<layers.Layer["apply"]>;

function plain(filters: number, kernelSize: number) {
  return { filters, kernelSize, useBias: false };
}

function normed(x: Output, rectified: boolean): SymbolicTensor {
  const y = layers.batchNormalization({ epsilon: 1e-3, momentum: 0.9 }).apply(x);
  return (rectified ? layers.reLU({ maxValue: 6 }).apply(y) : y) as SymbolicTensor;
}

function invertedResidual(x: Output, { filters, strides }: { filters: number; strides: number }) {
  const expanded = normed(layers.conv2d(plain(24, 1)).apply(x), true);
  const depthwise = layers.depthwiseConv2d({
    kernelSize: 3,
    strides,
    padding: "same",
    useBias: false,
  });
  const filtered = normed(depthwise.apply(expanded), true);
  return normed(layers.conv2d(plain(filters, 1)).apply(filtered), false);
}

/** Weights by seed, the same on every backend: small ones for filters, around 1 for gamma and variance. */
function fill(net: LayersModel, seed: number): void {
  const rng = createRng(seed);
  for (const weight of net.weights) {
    const around = /gamma|variance/.test(weight.name) ? 1 : 0;
    const values = tf.tensor(
      Float32Array.from(
        { length: weight.shape.reduce<number>((n, s) => n * (s ?? 1), 1) },
        () => around + 0.6 * rng() - 0.3,
      ),
      weight.shape as number[],
    );
    weight.write(values);
    values.dispose();
  }
}

/** Images [count, 21, 21, 3] by seed. */
export function smallImages(count: number, seed = 7): tf.Tensor4D {
  const shape: [number, number, number, number] = [count, 21, 21, 3];
  return tf.tensor4d(randomValues(shape, seed), shape);
}

const LABELS = Int32Array.of(0, 1, 2, 0, 1);

/** A small MobileNetV2 in training on the current backend, as the methods train: whole steps with AdamW. */
export class SmallTraining {
  readonly #net: LayersModel;
  readonly #optimizer: AdamW;
  readonly #images = smallImages(LABELS.length);

  /** @param frozen Whether BatchNorm keeps its statistics, as in fine-tuning. */
  constructor({ frozen }: { frozen: boolean }) {
    registerOps();
    installFastLayers();
    this.#net = smallNet();
    if (frozen) freezeStatistics(this.#net);
    const variables = trainableVariables(this.#net);
    this.#optimizer = new AdamW([{ variables, learningRate: 1e-3 }], { weightDecay: 0.01 });
  }

  /** One step. @returns The loss, and its gradient with respect to all variables. */
  async step(): Promise<{ loss: number; gradient: Float32Array }> {
    const { variables } = this.#optimizer;
    const { gradient, lossSum } = await batchGradient(
      this.#net,
      { inputs: this.#images, labels: LABELS },
      { variables, microBatch: LABELS.length, differentiate: valueAndGradients },
    );
    this.#optimizer.step(gradient, 1);
    const values = new Float32Array(await gradient.data());
    gradient.dispose();
    return { loss: lossSum, gradient: values };
  }

  /** What the net says of the images, in inference mode. */
  async logits(): Promise<Float32Array> {
    const output = tf.tidy(() => this.#net.apply(this.#images, { training: false }) as tf.Tensor);
    const values = new Float32Array(await output.data());
    output.dispose();
    return values;
  }

  dispose(): void {
    this.#optimizer.dispose();
    this.#net.dispose();
    this.#images.dispose();
  }
}
