import { createRequire } from "node:module";
import { AppError } from "@graft/core/errors";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineProbe, OpenedEngine } from "../engine.ts";
import { BACKEND, createBackend } from "./create-backend.ts";
import { type AdapterAnswer, findAdapter } from "./find-adapter.ts";
import { registerKernels } from "./kernels/register-kernels.ts";
import { softwareAllowed } from "./software-gpu.ts";

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
  const fault = faultOf(answer, software);
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
  const fault = faultOf(answer, softwareAllowed());
  if (fault || !("name" in answer)) {
    return { name: "webgpu", available: false, ...(fault ?? NO_GPU) };
  }
  const reason = answer.software ? `${answer.name} (on the processor, for tests)` : answer.name;
  return { name: "webgpu", available: true, version: packageVersion(), reason, remedy: "" };
}

interface Fault {
  readonly reason: string;
  readonly remedy: string;
}

const DRIVER =
  "Install the driver of the GPU, with Vulkan (Debian: apt-get install libvulkan1 and mesa-vulkan-drivers, or nvidia-driver and nvidia-vulkan-icd); in a container set NVIDIA_DRIVER_CAPABILITIES=all.";
const NO_GPU: Fault = { reason: "WebGPU: no GPU with a driver found", remedy: DRIVER };

function faultOf(answer: AdapterAnswer, software: boolean): Fault | null {
  if ("problem" in answer) {
    return { reason: `WebGPU: ${answer.problem}`, remedy: remedyFor(answer.problem) };
  }
  if (!answer.found) return NO_GPU;
  if (!answer.software || software) return null;
  const reason = `WebGPU: the only driver found, ${answer.name}, computes on the processor`;
  return { reason, remedy: `${DRIVER} For a test set GRAFT_SOFTWARE_GPU=1.` };
}

/** What to do about a problem, by the words of the dynamic linker or of Node. */
function remedyFor(problem: string): string {
  if (/optional package/.test(problem)) {
    return "Run `npm run setup` without leaving optional packages out.";
  }
  if (/GLIBC/.test(problem)) {
    return "The package webgpu needs glibc 2.34 and libstdc++ 12 or later (Debian 12, Ubuntu 22.04).";
  }
  if (/dawn\.node/.test(problem)) {
    return "The package webgpu has no build for this system (Linux, macOS, Windows on x64 or arm64).";
  }
  return DRIVER;
}

function packageVersion(): string {
  const require = createRequire(import.meta.url);
  return (require("webgpu/package.json") as { version: string }).version;
}

function unavailable({ reason, remedy }: Fault, cause?: unknown): AppError {
  return new AppError({ code: "DEVICE_UNAVAILABLE", message: reason, hint: remedy, cause });
}
