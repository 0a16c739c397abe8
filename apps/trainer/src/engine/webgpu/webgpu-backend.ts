import { createRequire } from "node:module";
import { AppError } from "@graft/core/contract/errors";
import type { DataType, KernelBackend, TensorInfo } from "@tensorflow/tfjs-core";
import * as tf from "@tensorflow/tfjs-core";

export const BACKEND = "webgpu";

/** Limits that are taken as high as the GPU has them; WebGPU's own defaults are those of a phone. */
const LIMITS = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
];
/** tfjs's matrix product in tiles. Another one, which it takes for long sums, adds up in any order. */
const PACKED_PRODUCT = 3;

interface BackendPackage {
  readonly WebGPUBackend: new (device: GpuDevice, info: GpuAdapter["info"]) => WebGpuBackend;
}

/**
 * Makes tfjs's WebGPU backend current, on the fastest GPU.
 *
 * Node has no WebGPU of its own: the package `webgpu` brings Dawn, the implementation of Chromium.
 *
 * @throws {Error} in Dawn's words.
 */
export async function createBackend(): Promise<void> {
  const adapter = await (await openGpu()).requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("the GPU that was there a moment ago is gone");
  const device = await adapter.requestDevice({
    requiredLimits: Object.fromEntries(
      LIMITS.map((name) => [name, adapter.limits[name]] as const).filter(
        (entry): entry is [string, number] => entry[1] !== undefined,
      ),
    ),
  });
  const { WebGPUBackend } = loadPackage();
  tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", PACKED_PRODUCT);
  tf.removeBackend(BACKEND);
  tf.registerBackend(BACKEND, () => {
    const backend = new WebGPUBackend(device, adapter.info);
    guardDevice(backend, device);
    return backend;
  });
  if (!(await tf.setBackend(BACKEND))) throw new Error("tfjs refused the backend");
}

/** tfjs's backend looks for `navigator.gpu` when its package loads, and for WebGPU's classes later. */
async function openGpu(): Promise<Gpu> {
  const { create, globals } = (await import("webgpu")) as {
    create: (options: string[]) => Gpu;
    globals: object;
  };
  Object.assign(globalThis, globals);
  const gpu = create([]);
  // Node 21 and later have a navigator, which cannot be replaced, but added to.
  const { navigator } = globalThis as { navigator?: object };
  const holder = navigator ?? {};
  Object.defineProperty(holder, "gpu", { value: gpu, configurable: true });
  if (!navigator) {
    Object.defineProperty(globalThis, "navigator", { value: holder, configurable: true });
  }
  return gpu;
}

/** With require, as tfjs's core is loaded: an import would be a second copy of the core. */
function loadPackage(): BackendPackage {
  const require = createRequire(import.meta.url);
  return require("@tensorflow/tfjs-backend-webgpu") as BackendPackage;
}

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

interface GpuAdapter {
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

interface Gpu {
  requestAdapter(options: { readonly powerPreference: string }): Promise<GpuAdapter | null>;
}

const OUT_OF_MEMORY =
  /out[ _]?of[ _]?(device )?memory|exceeds the max(imum)? (buffer )?(size|limit)/i;

/**
 * Makes what goes wrong on the GPU an error where values are read.
 *
 * WebGPU reports a failed allocation or a lost device beside the calls that cause it, and continues with
 * buffers that hold nothing: without this a run would train on zeros.
 */
export function guardDevice(backend: WebGpuBackend, device: GpuDevice): void {
  let fault: AppError | null = null;
  device.addEventListener("uncapturederror", ({ error }) => {
    fault ??= faultOf(error.message);
  });
  const noteLoss = async () => {
    const { reason, message } = await device.lost;
    if (reason !== "destroyed") fault = lost(message);
  };
  void noteLoss();
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    try {
      const values = await read(dataId);
      // Errors are delivered before the values of what was computed after them.
      if (fault) throw fault;
      return values;
    } catch (error) {
      throw fault ?? error;
    }
  };
}

function faultOf(message: string): AppError {
  if (OUT_OF_MEMORY.test(message)) {
    return new AppError({
      code: "OUT_OF_MEMORY",
      message: `The GPU is out of memory: ${firstLine(message)}`,
      hint: "Set a smaller batchSize or imageSize, or close what else uses the GPU.",
    });
  }
  return new AppError({
    code: "DEVICE_UNAVAILABLE",
    message: `The GPU refused a computation: ${firstLine(message)}`,
    hint: 'Update its driver, or set device to "cpu".',
  });
}

function lost(message: string): AppError {
  return new AppError({
    code: "DEVICE_UNAVAILABLE",
    message: `The connection to the GPU was lost: ${firstLine(message) || "its driver gave no reason"}`,
    hint: 'Run the experiment again; if it happens again, set a smaller batchSize or device to "cpu".',
  });
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
