import { AppError } from "@graft/core/contract/errors";
import type { DataType, KernelBackend, Tensor, TensorInfo } from "@tensorflow/tfjs-core";
import { totalMemory } from "../total-memory.ts";

/** An attribute of a TensorFlow op; `type` is one of the binding's `TF_ATTR_…` numbers. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | readonly (boolean | number | string)[];
}

/** The native module: numbers that name TensorFlow's types, and the calls that the backend makes. */
export interface TensorFlowBinding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
  isUsingGpuDevice(): boolean;
  /** Tensors that TensorFlow holds for tfjs. */
  getNumOfTensors(): number;
}

/** tfjs's backend over TensorFlow's eager ops; any op of TensorFlow can be called by its name. */
export interface TensorFlowBackend extends KernelBackend {
  readonly binding: TensorFlowBinding;
  getDTypeInteger(dtype: DataType): number;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: TensorInfo[]): Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    ...rest: [TensorInfo[], number]
  ): Tensor[];
}

/** Part of the machine's or the container's memory that tensors may take. */
const SHARE = 0.85;
const OUT_OF_MEMORY = /OOM when allocating|Status: 8\b/;

/**
 * Bounds what TensorFlow takes, so that a batch that is too large is an error and does not get the
 * process killed. TensorFlow reads it when its libraries load.
 */
export function limitMemory(env: NodeJS.ProcessEnv = process.env): void {
  env["TF_MKL_ALLOC_MAX_BYTES"] ??= String(Math.floor(totalMemory() * SHARE));
}

/** Makes the backend's ops throw {AppError} OUT_OF_MEMORY where TensorFlow finds no memory. */
export function reportOutOfMemory(backend: TensorFlowBackend): void {
  for (const name of ["executeSingleOutput", "executeMultipleOutputs"] as const) {
    const execute = backend[name].bind(backend) as (...args: unknown[]) => unknown;
    Object.assign(backend, { [name]: guarded(execute) });
  }
}

function guarded(execute: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return (...args) => {
    try {
      return execute(...args);
    } catch (error) {
      if (!(error instanceof Error) || !OUT_OF_MEMORY.test(error.message)) throw error;
      const shape = /shape ?(\[[\d,]*\])/.exec(error.message)?.[1];
      throw new AppError({
        code: "OUT_OF_MEMORY",
        message: `TensorFlow is out of memory${shape ? `: no room for a tensor of shape ${shape}` : ""}.`,
        hint: "Set a smaller batchSize or imageSize, or close what else uses memory.",
        cause: error,
      });
    }
  };
}
