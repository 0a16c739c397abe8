import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";

const DRIVER = "/proc/driver/nvidia/gpus";

/** Name of the first NVIDIA GPU as its driver gives it, such as `NVIDIA H200`; null where there is none. */
export async function findGpu(): Promise<string | null> {
  return gpuFromDriver() ?? (await gpuFromTool());
}

function gpuFromDriver(): string | null {
  if (!existsSync(DRIVER)) return null;
  for (const gpu of readdirSync(DRIVER)) {
    const file = join(DRIVER, gpu, "information");
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const model = /^Model:\s*(.+)$/m.exec(text)?.[1]?.trim();
    if (model) return model;
  }
  return null;
}

/** Some containers hide the driver's files and show the GPU all the same. */
async function gpuFromTool(): Promise<string | null> {
  if (!existsSync("/dev/nvidia0") && !existsSync("/dev/nvidiactl") && !existsSync("/dev/dxg")) {
    return null;
  }
  try {
    const query = ["--query-gpu=name", "--format=csv,noheader"];
    // On a busy machine with many GPUs the tool takes half a minute; none is found only if it hangs.
    const { stdout } = await promisify(execFile)("nvidia-smi", query, { timeout: 300_000 });
    return stdout.trim().split("\n")[0]?.trim() || null;
  } catch {
    return null;
  }
}

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
