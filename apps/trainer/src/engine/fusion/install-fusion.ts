import * as tf from "@tensorflow/tfjs-core";
import { LayersModel } from "@tensorflow/tfjs-layers";
import type { Graph, Kwargs } from "./layer-types.ts";
import { type Plan, planGraph } from "./plan.ts";
import { runPlan } from "./run-plan.ts";

type Call = (
  this: Graph,
  inputs: tf.Tensor | tf.Tensor[],
  kwargs: Kwargs,
) => tf.Tensor | tf.Tensor[];

/** A plan holds for as long as the graph does: layers are never added to a model that exists. */
const plans = new WeakMap<Graph, Plan | null>();
let installed = false;

/**
 * Makes every LayersModel of this process run convolution, BatchNorm and rectifier as one where they
 * follow each other, and free each tensor after its last use. The results are the same but for rounding.
 */
export function installFusion(): void {
  if (installed) return;
  installed = true;
  const prototype = LayersModel.prototype as unknown as { call: Call };
  const stock = prototype.call;
  prototype.call = function call(inputs, kwargs) {
    const plan = planOf(this);
    if (!plan) return stock.call(this, inputs, kwargs);
    const feeds = Array.isArray(inputs) ? inputs : [inputs];
    const outputs = tf.tidy(() => runPlan(plan, feeds, kwargs ?? {}));
    return outputs.length === 1 ? (outputs[0] as tf.Tensor) : outputs;
  };
}

function planOf(graph: Graph): Plan | null {
  const known = plans.get(graph);
  if (known !== undefined) return known;
  const plan = planGraph(graph);
  plans.set(graph, plan);
  return plan;
}
