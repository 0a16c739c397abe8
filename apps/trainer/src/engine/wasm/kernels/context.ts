import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";

/** Inputs by name. */
export type Named<Name extends string> = Readonly<Record<Name, tf.TensorInfo>>;

/** Inputs and attributes of a kernel call; each kernel states which it takes. */
export interface KernelCall<Inputs, Attrs> {
  readonly inputs: Inputs;
  readonly attrs: Attrs;
  readonly backend: BackendWasm;
}

/** Replaces or adds one kernel of the wasm backend. */
export function register<Inputs, Attrs>(
  kernelName: string,
  kernel: (call: KernelCall<Inputs, Attrs>) => tf.TensorInfo | tf.TensorInfo[],
): void {
  const stock = tf.getKernel(kernelName, "wasm");
  if (stock) tf.unregisterKernel(kernelName, "wasm");
  tf.registerKernel({
    kernelName,
    backendName: "wasm",
    ...(stock?.setupFunc ? { setupFunc: stock.setupFunc } : {}),
    kernelFunc: kernel as unknown as tf.KernelFunc,
  });
}

/** The kernel as tfjs ships it. */
export function stockKernel(kernelName: string): tf.KernelFunc {
  const config = tf.getKernel(kernelName, "wasm");
  if (!config) throw new Error(`tfjs's wasm backend has no kernel ${kernelName}`);
  return config.kernelFunc;
}

/** A new float32 tensor of the heap, not initialised. */
export function makeTensor<R extends tf.Rank = tf.Rank>(
  backend: BackendWasm,
  shape: number[],
): tf.Tensor<R> {
  const info = backend.makeOutput(shape, "float32");
  return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor<R>;
}

/** The values of a float32 tensor, on the heap. Take it after the last allocation: the heap may grow. */
export function view(backend: BackendWasm, tensor: tf.TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}
