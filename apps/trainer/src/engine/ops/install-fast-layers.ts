import * as tf from "@tensorflow/tfjs-core";
import { type LayerVariable, layers } from "@tensorflow/tfjs-layers";
import { activate } from "./activation.ts";
import { batchNormFrozen } from "./batch-norm-frozen.ts";
import { batchNormTrain } from "./batch-norm-train.ts";

type Kwargs = Readonly<Record<string, unknown>>;
type Call = (
  this: unknown,
  inputs: tf.Tensor | tf.Tensor[],
  kwargs: Kwargs,
) => tf.Tensor | tf.Tensor[];
interface Patchable {
  call: Call;
}

/** The parts of tfjs's layer that the patch reads; they are private in its types. */
interface BatchNormLayer {
  readonly axis: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly trainable: boolean;
  readonly gamma?: LayerVariable;
  readonly beta?: LayerVariable;
  readonly movingMean: LayerVariable;
  readonly movingVariance: LayerVariable;
}

let installed = false;

/**
 * Makes every BatchNormalization and ReLU layer of this process use the ops of this folder.
 *
 * It also mends a fault of tfjs-layers 4.22: there a BatchNormalization with `trainable = false` still
 * normalizes with the statistics of the batch, and changes its moving ones. Once installed it uses the
 * moving statistics and leaves them alone, as Keras does.
 */
export function installFastLayers(): void {
  if (installed) return;
  installed = true;
  patch(layers.batchNormalization(), batchNormCall);
  patch(layers.reLU(), reluCall);
}

function patch(example: object, wrap: (stock: Call) => Call): void {
  const prototype = Object.getPrototypeOf(example) as Patchable;
  prototype.call = wrap(prototype.call);
}

function batchNormCall(stock: Call): Call {
  return function call(inputs, kwargs) {
    const layer = this as BatchNormLayer;
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const training = kwargs?.["training"] === true && layer.trainable;
    if (!x || (layer.axis !== -1 && layer.axis !== x.rank - 1)) {
      return stock.call(this, inputs, { ...kwargs, training });
    }
    return tf.tidy(() => (training ? normalizeByBatch(x, layer) : normalizeByMoving(x, layer)));
  };
}

function normalizeByMoving(x: tf.Tensor, layer: BatchNormLayer): tf.Tensor {
  const [mean, variance] = [read(layer.movingMean), read(layer.movingVariance)];
  const { epsilon } = layer;
  const statistics = { mean, variance, ...scaleAndCentre(layer, mean) };
  return batchNormFrozen(x, statistics, { epsilon, activation: "linear" });
}

function normalizeByBatch(x: tf.Tensor, layer: BatchNormLayer): tf.Tensor {
  const { epsilon, momentum } = layer;
  const parameters = scaleAndCentre(layer, read(layer.movingMean));
  const { y, mean, variance } = batchNormTrain(x, parameters, { epsilon, activation: "linear" });
  moveTowards(layer.movingMean, mean, momentum);
  moveTowards(layer.movingVariance, variance, momentum);
  return y;
}

/** Keras: moving = moving * momentum + batch * (1 - momentum). */
function moveTowards(moving: LayerVariable, batch: tf.Tensor1D, momentum: number): void {
  tf.tidy(() => {
    const old = moving.read();
    moving.write(tf.sub(old, tf.mul(tf.sub(old, batch), 1 - momentum)));
  });
}

/** A layer without scale or centre behaves like one whose gamma is 1, or beta 0. */
function scaleAndCentre({ gamma, beta }: BatchNormLayer, like: tf.Tensor1D) {
  return {
    gamma: gamma ? read(gamma) : tf.onesLike(like),
    beta: beta ? read(beta) : tf.zerosLike(like),
  };
}

function read(variable: LayerVariable): tf.Tensor1D {
  return variable.read() as tf.Tensor1D;
}

function reluCall(stock: Call): Call {
  return function call(inputs, kwargs) {
    const { maxValue } = this as { maxValue: number | null | undefined };
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    if (x && (maxValue === undefined || maxValue === null)) return activate(x, "relu");
    if (x && maxValue === 6) return activate(x, "relu6");
    return stock.call(this, inputs, kwargs);
  };
}
