import {
  AdamW,
  batchGradient,
  freezeStatistics,
  trainableVariables,
} from "@graft/core/learning/tensor";
import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { installFastLayers } from "../ops/install-fast-layers.ts";
import { registerOps } from "../ops/register-ops.ts";
import { valueAndGradients } from "../ops/value-and-gradients.ts";
import { smallImages, smallNet } from "./small-net.ts";

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
