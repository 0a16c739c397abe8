import * as tf from "@tensorflow/tfjs-core";
import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import { planModel } from "./layers/plan-model.ts";
import { runPlan } from "./layers/run-plan.ts";

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
