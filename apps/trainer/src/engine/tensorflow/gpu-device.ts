import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
