import * as tf from "@tensorflow/tfjs-core";
import { LayersModel, layers, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import { activate } from "./blocks.ts";
import { asActivation, asBatchNorm, callBatchNorm } from "./layers/layer-kinds.ts";
import { type ModelPlan, planModel } from "./layers/plan-model.ts";
import { runPlan } from "./layers/run-plan.ts";

type Layer = layers.Layer;
/** A layer's method, called with the layer as `this`. */
type Call = (
  this: Layer,
  inputs: tf.Tensor | tf.Tensor[],
  kwargs: Record<string, unknown>,
) => tf.Tensor | tf.Tensor[];

let installed = false;

/**
 * Makes every model and layer of this process compute by the ops of this folder.
 *
 * A model's convolutions take the normalization and activation that follow them along, and its
 * intermediate tensors are freed as soon as nothing reads them. What comes out is the same, but for one
 * fault of tfjs-layers 4.22: there a BatchNormalization with `trainable = false` still normalizes with
 * the statistics of the batch, and changes its moving ones. Here it uses the moving statistics and leaves
 * them alone, as in Keras.
 */
export function installFastLayers(): void {
  if (installed) return;
  installed = true;
  patch(Object.getPrototypeOf(layers.batchNormalization()), batchNormCall);
  patch(Object.getPrototypeOf(layers.reLU()), reluCall);
  patch(LayersModel.prototype, modelCall);
}

function patch(prototype: { call: Call }, wrap: (stock: Call) => Call): void {
  prototype.call = wrap(prototype.call);
}

function batchNormCall(stock: Call): Call {
  return function call(inputs, kwargs) {
    const layer = asBatchNorm(this);
    if (layer) return callBatchNorm(layer, listOf(inputs)[0], kwargs ?? {});
    const training = kwargs?.["training"] === true && this.trainable;
    return stock.call(this, inputs, { ...kwargs, training });
  };
}

function reluCall(stock: Call): Call {
  return function call(inputs, kwargs) {
    const activation = asActivation(this);
    const [x] = listOf(inputs);
    return activation && x ? activate(x, activation) : stock.call(this, inputs, kwargs);
  };
}

const plans = new WeakMap<LayersModel, ModelPlan>();

function modelCall(stock: Call): Call {
  return function call(inputs, kwargs) {
    const model = this as LayersModel;
    const plan = plans.get(model) ?? planModel(model);
    plans.set(model, plan);
    // A model without blocks gains nothing, and may use what only tfjs's own walk serves, such as masks.
    if (!plan.steps.some(({ block }) => block)) return stock.call(this, inputs, kwargs);
    const values = listOf(inputs);
    const given = model.inputs.map((input, at) => [input, values[at] as tf.Tensor] as const);
    const wanted: SymbolicTensor[] = model.outputs;
    const outputs = tf.tidy(() => runPlan(plan, given, { wanted, kwargs: kwargs ?? {} }));
    return outputs.length === 1 && outputs[0] ? outputs[0] : outputs;
  };
}

function listOf(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
  return Array.isArray(inputs) ? inputs : [inputs];
}

/** The layers of a model between two of its tensors, with the model's own weights. */
export interface PartOfModel {
  apply(x: tf.Tensor, kwargs: { training: boolean }): tf.Tensor;
}

/**
 * The part of a model that computes `output` from `input`; tfjs-layers makes models of parts that begin
 * at a model's input only.
 *
 * @param input A tensor of the model through which everything passes that `output` depends on.
 */
export function partOfModel(input: SymbolicTensor, output: SymbolicTensor): PartOfModel {
  const plan = planModel({ inputs: [input], outputs: [output] });
  return {
    apply: (x, kwargs) =>
      tf.tidy(
        () =>
          runPlan(plan, [[input, x]], { wanted: [output], kwargs: { ...kwargs } })[0] as tf.Tensor,
      ),
  };
}
