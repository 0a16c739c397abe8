import type { KernelConfig, Tensor } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import { registerOwnKernel } from "../../engine.ts";
import { type ActivationAttrs, type AdamWAttrs, KERNELS, type Named } from "../../ops/kernels.ts";
import { convBlockKernels } from "./conv-block-kernels.ts";
import { activationGradient, type Ops, tensorFlowKernel } from "./execute.ts";
import { normKernels } from "./norm-kernels.ts";

/** Gives TensorFlow's backend the kernels of `ops/kernels.ts`. May be called again. */
export function registerKernels(): void {
  for (const kernel of [...normKernels, ...trainingKernels, ...convBlockKernels]) {
    registerOwnKernel(kernel);
  }
}

const trainingKernels: readonly KernelConfig[] = [
  tensorFlowKernel(
    KERNELS.activationGrad,
    (ops, inputs: Named<"y" | "dy">, { activation }: ActivationAttrs) => [
      activationGradient(ops, inputs, activation) as Tensor,
    ],
  ),
  tensorFlowKernel(KERNELS.adamW, adamW),
];

/**
 * One pass with TensorFlow's own Adam, which works on resources: they are made of the tensors, changed,
 * read and destroyed. TensorFlow copies what it changes, so that the tensors given stay as they are.
 */
function adamW(
  ops: Ops,
  { value, gradient, first, second }: Named<"value" | "gradient" | "first" | "second">,
  { learningRate, weightDecay, beta1, beta2, epsilon, step }: AdamWAttrs,
): Tensor[] {
  const decay = learningRate * weightDecay;
  const decayed = decay === 0 ? value : tf.mul(value, 1 - decay);
  // TensorFlow adds epsilon before the bias is taken off the second moment: both factors go into the rest.
  const spread = Math.sqrt(1 - beta2 ** step);
  const rate = (learningRate * spread) / (1 - beta1 ** step);
  const scalars = [0, 0, rate, beta1, beta2, epsilon * spread].map((number) => tf.scalar(number));
  const resources = [decayed, first, second].map((tensor, i) => createResource(ops, tensor, i));
  try {
    const attributes = { use_locking: false, use_nesterov: false };
    const inputs = [...resources, ...scalars, gradient];
    ops.runAll("ResourceApplyAdam", inputs, { attributes, outputs: 0 });
    return resources.map((resource) => ops.run("ReadVariableOp", [resource], { types: ["dtype"] }));
  } finally {
    const options = { types: [], attributes: { ignore_lookup_error: true }, outputs: 0 };
    for (const resource of resources) ops.runAll("DestroyResourceOp", [resource], options);
  }
}

/**
 * The same few names at every step, which is safe as each step destroys what it made: TensorFlow keeps one compiled
 * op per set of attributes for good, and the name is one.
 */
function createResource(ops: Ops, tensor: Tensor, number: number): Tensor {
  const resource = ops.run("VarHandleOp", [], {
    types: ["dtype"],
    attributes: { shape: { shape: tensor.shape }, shared_name: `graft-adam-${number}` },
  });
  ops.runAll("AssignVariableOp", [resource, tensor], { types: ["dtype"], outputs: 0 });
  return resource;
}
