import type { DataType, KernelBackend, Tensor, TensorInfo } from "@tensorflow/tfjs-core";

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
