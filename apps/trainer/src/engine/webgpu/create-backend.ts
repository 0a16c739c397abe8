import { createRequire } from "node:module";
import * as tf from "@tensorflow/tfjs-core";
import { guardDevice } from "./guard-device.ts";
import type { Gpu, GpuAdapter, GpuDevice, WebGpuBackend } from "./webgpu-backend.ts";

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
