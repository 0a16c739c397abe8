import type { AdapterAnswer } from "./find-adapter.ts";

/** Why WebGPU cannot be had, and what to do about it. */
export interface Fault {
  readonly reason: string;
  readonly remedy: string;
}

export const DRIVER =
  "Install the driver of the GPU, with Vulkan (Debian: apt-get install libvulkan1 and mesa-vulkan-drivers, or nvidia-driver and nvidia-vulkan-icd); in a container set NVIDIA_DRIVER_CAPABILITIES=all.";
export const NO_GPU: Fault = { reason: "WebGPU: no GPU with a driver found", remedy: DRIVER };

/**
 * What stands in the way of taking the GPU that was found; null: nothing.
 *
 * @param software Whether one that computes on the processor will do.
 */
export function adapterFault(answer: AdapterAnswer, software: boolean): Fault | null {
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
