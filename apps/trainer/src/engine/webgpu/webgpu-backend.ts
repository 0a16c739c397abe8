import type { DataType, KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";

/** One WGSL program as tfjs's backend runs it: one output, a thread for each of its elements. */
interface WebGpuProgram {
  /** Names of the inputs in the code; each is an array of float32. */
  readonly variableNames: readonly string[];
  /** Declarations of `uniforms`, such as `rows : i32,`. */
  readonly uniforms: string;
  readonly outputShape: readonly number[];
  readonly workgroupSize: [number, number, number];
  readonly dispatchLayout: { readonly x: readonly number[] };
  readonly dispatch: [number, number, number];
  /** Whether `uniforms.size` is the number of elements. */
  readonly size: true;
  /** Programs of one key have the same code. */
  readonly shaderKey: string;
  getUserCode(): string;
}

export interface UniformValue {
  readonly type: "int32" | "float32";
  readonly data: readonly number[];
}

/** tfjs's backend over WebGPU, as far as its own types leave it out or say it with the DOM's. */
export interface WebGpuBackend extends KernelBackend {
  runWebGPUProgram(
    program: WebGpuProgram,
    inputs: readonly TensorInfo[],
    ...rest: [dtype: DataType, uniforms: readonly UniformValue[]]
  ): TensorInfo;
  /** What the buffers hold, and what has been allocated for them and is kept for reuse, in bytes. */
  memory(): { unreliable: boolean; numBytesInGPU: number; numBytesAllocatedInGPU: number };
}

/** The parts of WebGPU's interface that are used; its own types would bring the whole DOM. */
export interface GpuDevice {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(
    type: "uncapturederror",
    listener: (event: { readonly error: { readonly message: string } }) => void,
  ): void;
  destroy(): void;
}

export interface GpuAdapter {
  readonly limits: Readonly<Record<string, number>>;
  readonly info: {
    readonly vendor: string;
    readonly architecture: string;
    readonly device: string;
    readonly description: string;
    readonly isFallbackAdapter?: boolean;
  };
  requestDevice(options: {
    readonly requiredLimits: Readonly<Record<string, number>>;
  }): Promise<GpuDevice>;
}

export interface Gpu {
  requestAdapter(options: { readonly powerPreference: string }): Promise<GpuAdapter | null>;
}
