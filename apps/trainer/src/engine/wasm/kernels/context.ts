import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { Named as NamedTensors } from "../../ops/kernels.ts";
import { registerOwnKernel } from "../../own-kernels.ts";
import type { Compute } from "../compute/compute.ts";

/** Inputs by name, as this backend's kernels take them. */
export type Named<Name extends string, Optional extends string = never> = NamedTensors<
  Name,
  Optional,
  tf.TensorInfo
>;

/** Inputs and attributes of a kernel call; each kernel states which it takes. */
export interface KernelCall<Inputs, Attrs = object> {
  readonly inputs: Inputs;
  readonly attrs: Attrs;
  readonly backend: BackendWasm;
}

type KernelFunction<Inputs, Attrs> = (
  call: KernelCall<Inputs, Attrs>,
) => tf.TensorInfo | tf.TensorInfo[];

/** Replaces or adds one kernel of the wasm backend. */
export function register<Inputs, Attrs>(
  kernelName: string,
  kernel: KernelFunction<Inputs, Attrs>,
): void {
  const stock = tf.getKernel(kernelName, "wasm");
  registerOwnKernel({
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

/** Tensors of one kernel call as heap addresses. */
export class Heap {
  readonly #compute: Compute;
  readonly #backend: BackendWasm;

  constructor(compute: Compute, backend: BackendWasm) {
    this.#compute = compute;
    this.#backend = backend;
  }

  /** A new float32 tensor, not initialised. */
  make(shape: readonly number[]): tf.TensorInfo {
    return this.#backend.makeOutput([...shape], "float32");
  }

  /** Address of a tensor's values; 0 for no tensor. */
  at(tensor: tf.TensorInfo | undefined): number {
    return tensor ? this.#compute.address(this.#backend, tensor) : 0;
  }
}

/** Number of values. */
export function sizeOf({ shape }: tf.TensorInfo): number {
  return tf.util.sizeFromShape(shape);
}

/** A tensor as a matrix of its last axis: how many rows, and how long they are. */
export function rowsOf(tensor: tf.TensorInfo): { rows: number; channels: number } {
  const channels = tensor.shape.at(-1) ?? 1;
  return { rows: channels === 0 ? 0 : sizeOf(tensor) / channels, channels };
}

/** Chunks of a job of `rows` rows: enough to share out evenly, never so small that sharing costs more. */
export function chunksOf(rows: number, channels: number): { rowsPerChunk: number; chunks: number } {
  const least = Math.ceil(16_384 / Math.max(1, channels));
  const rowsPerChunk = Math.max(1, least, Math.min(2048, Math.ceil(rows / 32)));
  return { rowsPerChunk, chunks: Math.ceil(rows / rowsPerChunk) };
}
