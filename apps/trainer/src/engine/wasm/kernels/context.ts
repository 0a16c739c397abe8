import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import { registerOwnKernel } from "../../engine.ts";
import type { Activation, Named as NamedTensors } from "../../ops/kernels.ts";
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

export type ConvInfo = tf.backend_util.Conv2DInfo;

export interface ConvShapes {
  readonly xShape: readonly number[];
  readonly filterShape: readonly number[];
  readonly depthwise: boolean;
}

export interface ConvSettings {
  readonly strides: [number, number] | number;
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | number | undefined;
  readonly dataFormat?: "NHWC" | "NCHW" | undefined;
  readonly dimRoundingMode?: "floor" | "round" | "ceil" | undefined;
}

type Shape4D = [number, number, number, number];

/** tfjs's description of a convolution. @throws {Error} for channels first or several filters per channel. */
export function convInfo(
  { xShape, filterShape, depthwise }: ConvShapes,
  { strides, pad, dilations, dataFormat, dimRoundingMode }: ConvSettings,
): ConvInfo {
  if (dataFormat === "NCHW") throw new Error("convolution: channels must come last (NHWC)");
  if (depthwise && filterShape[3] !== 1) {
    throw new Error(`depthwise convolution: one filter per channel, got [${filterShape.join()}]`);
  }
  return tf.backend_util.computeConv2DInfo(
    xShape as Shape4D,
    filterShape as Shape4D,
    strides,
    dilations ?? 1,
    pad,
    dimRoundingMode,
    depthwise,
  );
}

/** The same as fields of an argument record. */
export function geometryOf(info: ConvInfo) {
  return {
    inHeight: info.inHeight,
    inWidth: info.inWidth,
    inChannels: info.inChannels,
    outHeight: info.outHeight,
    outWidth: info.outWidth,
    outChannels: info.outChannels,
    filterHeight: info.filterHeight,
    filterWidth: info.filterWidth,
    strideHeight: info.strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight: info.dilationHeight,
    dilationWidth: info.dilationWidth,
    padTop: info.padInfo.top,
    padLeft: info.padInfo.left,
    rows: info.batchSize * info.outHeight * info.outWidth,
  };
}

/** Whether an output pixel sees just the input pixel at its own place. */
export function isPointwise(info: ConvInfo): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = info;
  return (
    filterHeight * filterWidth * strideHeight * strideWidth === 1 &&
    info.outHeight === info.inHeight &&
    info.outWidth === info.inWidth
  );
}

/** Numbers that an output pixel sees. */
export function patchSize(info: ConvInfo): number {
  return info.filterHeight * info.filterWidth * info.inChannels;
}

export function roundUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}

/** Between what an activation's output lies; outside, its gradient is 0. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

const LIMITS: Readonly<Record<Activation, Limits>> = {
  linear: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY },
  relu: { low: 0, high: Number.POSITIVE_INFINITY },
  relu6: { low: 0, high: 6 },
};

export function limitsOf(activation: Activation): Limits {
  return LIMITS[activation];
}
