import type * as tf from "@tensorflow/tfjs-core";
import type { Kwargs } from "./layer-types.ts";
import type { Plan, Step } from "./plan.ts";
import { runBlock } from "./run-block.ts";

/**
 * Runs a net. Each tensor is freed after its last use; what a gradient needs, tfjs's tape keeps.
 *
 * @param feeds One per input of the plan. They are not freed and, being data, get no gradient where a
 *   convolution reads them.
 * @returns One per output of the plan.
 */
export function runPlan(plan: Plan, feeds: readonly tf.Tensor[], kwargs: Kwargs): tf.Tensor[] {
  const values = new Map<number, tf.Tensor>();
  for (const [index, id] of plan.inputs.entries()) values.set(id, feeds[index] as tf.Tensor);
  for (const [index, step] of plan.steps.entries()) {
    const inputs = step.inputs.map((id) => values.get(id) as tf.Tensor);
    const inputGradient = !plan.inputs.includes(step.inputs[0] as number);
    values.set(step.output, runStep(step, inputs, { kwargs, inputGradient }));
    for (const id of plan.finished[index] ?? []) {
      const used = values.get(id) as tf.Tensor;
      values.delete(id);
      // Some layers, such as Dropout in inference, hand on what they got.
      if (![...values.values()].includes(used)) used.dispose();
    }
  }
  return plan.outputs.map((id) => values.get(id) as tf.Tensor);
}

function runStep(
  step: Step,
  inputs: tf.Tensor[],
  options: { kwargs: Kwargs; inputGradient: boolean },
): tf.Tensor {
  if (step.kind === "block") return runBlock(step, inputs[0] as tf.Tensor, options);
  const input = inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs;
  return step.layer.apply(input, { ...options.kwargs }) as tf.Tensor;
}
