import type { Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";
import type { Activation } from "../../ops/kernels.ts";
import type { OpAttribute, TensorFlowBackend, TensorFlowBinding } from "../tensorflow-backend.ts";

type AttributeValue =
  | string
  | readonly string[]
  | boolean
  | number
  | { readonly int: number | readonly number[] }
  | { readonly shape: readonly number[] }
  /** So many float32. */
  | { readonly floats: number };

/** An op's attributes by name. A plain number is a float; whole numbers, shapes and types are marked. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Calls ops of TensorFlow by their names, on float32 tensors. */
export class Ops {
  readonly backend: TensorFlowBackend;

  constructor(backend: unknown) {
    this.backend = backend as TensorFlowBackend;
  }

  /** Runs an op with one output. `types` names the attributes that say float32; most ops have just `T`. */
  run(name: string, inputs: TensorInfo[], options: OpOptions = {}): Tensor {
    return this.backend.executeSingleOutput(name, this.#attributes(options), inputs);
  }

  /** Runs an op with several outputs. */
  runAll(name: string, inputs: TensorInfo[], options: OpOptions & { outputs: number }): Tensor[] {
    const attributes = this.#attributes(options);
    return this.backend.executeMultipleOutputs(name, attributes, inputs, options.outputs);
  }

  #attributes({ attributes = {}, types = ["T"] }: OpOptions): OpAttribute[] {
    const { binding } = this.backend;
    const float = binding.TF_FLOAT;
    const typed = types.map((name) => ({ name, type: binding.TF_ATTR_TYPE, value: float }));
    const others = Object.entries(attributes).map(([name, value]) => ({
      name,
      ...attributeOf(binding, value),
    }));
    return [...typed, ...others];
  }
}

function attributeOf(
  binding: TensorFlowBinding,
  value: AttributeValue,
): Pick<OpAttribute, "type" | "value"> {
  if (typeof value === "boolean") return { type: binding.TF_ATTR_BOOL, value };
  if (typeof value === "number") return { type: binding.TF_ATTR_FLOAT, value };
  if (typeof value === "string" || Array.isArray(value)) {
    return { type: binding.TF_ATTR_STRING, value: value as string | string[] };
  }
  if ("int" in value) return { type: binding.TF_ATTR_INT, value: value.int };
  if ("shape" in value) return { type: binding.TF_ATTR_SHAPE, value: value.shape };
  const { floats } = value as { floats: number };
  return {
    type: binding.TF_ATTR_TYPE,
    value: Array.from({ length: floats }, () => binding.TF_FLOAT),
  };
}

interface OpOptions {
  readonly attributes?: Attributes;
  readonly types?: readonly string[];
}

/**
 * A kernel of TensorFlow's backend. What it makes and does not return is freed.
 *
 * @param compute Gets the inputs and attributes under the names of the kernel's contract.
 */
export function tensorFlowKernel(
  kernelName: string,
  compute: (ops: Ops, inputs: never, attrs: never) => Tensor[],
): tf.KernelConfig {
  return {
    kernelName,
    backendName: "tensorflow",
    kernelFunc: ({ inputs, attrs, backend }) =>
      tf.tidy(() => compute(new Ops(backend), inputs as never, attrs as never)),
  };
}

/** The same numbers in another shape; costs nothing where it is the same shape. */
export function reshaped(x: Tensor, shape: number[]): Tensor {
  return tf.util.arraysEqual(x.shape, shape) ? x : tf.reshape(x, shape);
}

const ACTIVATION_OPS = { relu: "Relu", relu6: "Relu6" } as const;

export function activated(ops: Ops, x: Tensor, activation: Activation): Tensor {
  return activation === "linear" ? x : ops.run(ACTIVATION_OPS[activation], [x]);
}

/** `dy` where the activation let its input through, else 0; `y` is its output. */
export function activationGradient(
  ops: Ops,
  { y, dy }: { y: TensorInfo; dy: TensorInfo },
  activation: Activation,
): TensorInfo {
  if (activation === "linear") return dy;
  return ops.run(`${ACTIVATION_OPS[activation]}Grad`, [dy, y]);
}
