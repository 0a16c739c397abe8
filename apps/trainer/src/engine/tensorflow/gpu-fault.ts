import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** Why an engine cannot be had, and what to do about it. */
export interface Fault {
  readonly reason: string;
  readonly remedy: string;
}

/** Of NVIDIA's table "CUDA Toolkit and Minimum Required Driver Version": CUDA 12 on Linux. */
const DRIVER_NEEDED = [525, 60] as const;
/** What TensorFlow 2.21 names in its package's metadata (`extra == "and-cuda"`). */
const CUDA_NEEDED = "CUDA 12 from 12.5 on and cuDNN 9 from 9.3 on";

/**
 * Why TensorFlow's GPU build loads but sees no GPU: the driver's age or the libraries that do not load.
 *
 * @param unloaded What the dynamic linker said of each.
 */
export function gpuFault(
  unloaded: readonly string[],
  driver: string | null = driverVersion(),
): Fault {
  if (driver && isTooOld(driver)) {
    return {
      reason: `the NVIDIA driver ${driver} is older than ${DRIVER_NEEDED.join(".")}, which CUDA 12 needs`,
      remedy: "Update the NVIDIA driver, or use the device webgpu, which needs no CUDA.",
    };
  }
  if (unloaded.length > 0) {
    const names = unloaded.map((sentence) => basename(sentence.split(":")[0] ?? ""));
    return {
      reason: `TensorFlow loads but not all of CUDA's libraries do (${names.join(", ")}): ${unloaded[0]}`,
      remedy: `It needs ${CUDA_NEEDED}: run \`pnpm trainer backend remove --gpu\`, then \`pnpm trainer backend install --gpu\`.`,
    };
  }
  return {
    reason: "TensorFlow loads but finds no GPU it can use (CUDA libraries or driver)",
    remedy: `It needs ${CUDA_NEEDED} and an NVIDIA driver of ${DRIVER_NEEDED.join(".")} or later; in a container the GPU has to be handed in (docker run --gpus all).`,
  };
}

const VERSION_FILE = "/proc/driver/nvidia/version";

function driverVersion(): string | null {
  const text = existsSync(VERSION_FILE) ? readFileSync(VERSION_FILE, "utf8") : "";
  return /^NVRM version:.*?\b(\d+\.\d+(?:\.\d+)?)\b/m.exec(text)?.[1] ?? null;
}

function isTooOld(driver: string): boolean {
  const [major = 0, minor = 0] = driver.split(".").map(Number);
  return major < DRIVER_NEEDED[0] || (major === DRIVER_NEEDED[0] && minor < DRIVER_NEEDED[1]);
}
