import { createRequire } from "node:module";
import { AppError } from "@graft/core/contract/errors";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineProbe, OpenedEngine } from "../engine.ts";
import {
  adapterFault,
  DRIVER,
  type Fault,
  findAdapter,
  NO_GPU,
  softwareAllowed,
} from "./find-adapter.ts";
import { registerKernels } from "./kernels/register-kernels.ts";
import { BACKEND, createBackend } from "./webgpu-backend.ts";

interface WebGpuOptions {
  /** Whether a driver that computes on the processor will do, see {@link softwareAllowed}. */
  readonly software: boolean;
}

/** One per process: the device stays open until the process ends. */
let opened: OpenedEngine | null = null;

/**
 * Makes WebGPU tfjs's current backend, with the fused kernels, on any GPU with a Vulkan, Metal or
 * Direct3D 12 driver.
 *
 * The process has to be ended by `process.exit`: the device would keep it alive.
 *
 * @throws {AppError} DEVICE_UNAVAILABLE where there is no GPU, no driver, or no package `webgpu`.
 */
export async function openWebGpu({ software }: WebGpuOptions): Promise<OpenedEngine> {
  if (opened) {
    await tf.setBackend(BACKEND);
    return opened;
  }
  const answer = await findAdapter();
  const fault = adapterFault(answer, software);
  if (fault || !("name" in answer)) throw unavailable(fault ?? NO_GPU);
  try {
    await createBackend();
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw unavailable(
      { reason: `WebGPU: ${answer.name} cannot be opened: ${problem}`, remedy: DRIVER },
      error,
    );
  }
  registerKernels();
  opened = { version: packageVersion(), detail: answer.name };
  return opened;
}

/** Whether WebGPU could be opened; a process of its own asks for the GPU. */
export async function probeWebGpu(): Promise<EngineProbe> {
  const answer = await findAdapter();
  const fault = adapterFault(answer, softwareAllowed());
  if (fault || !("name" in answer)) {
    return { name: "webgpu", available: false, ...(fault ?? NO_GPU) };
  }
  const reason = answer.software ? `${answer.name} (on the processor, for tests)` : answer.name;
  return { name: "webgpu", available: true, version: packageVersion(), reason, remedy: "" };
}

function packageVersion(): string {
  const require = createRequire(import.meta.url);
  return (require("webgpu/package.json") as { version: string }).version;
}

function unavailable({ reason, remedy }: Fault, cause?: unknown): AppError {
  return new AppError({ code: "DEVICE_UNAVAILABLE", message: reason, hint: remedy, cause });
}
