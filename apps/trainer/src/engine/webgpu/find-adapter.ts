import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

const Answer = z.discriminatedUnion("found", [
  z.object({ found: z.literal(true), name: z.string(), software: z.boolean() }),
  z.object({ found: z.literal(false) }),
]);

/** The GPU that WebGPU would take, that there is none, or why that cannot be told. */
export type AdapterAnswer = z.output<typeof Answer> | { readonly problem: string };

const SCRIPT = `
import { create, globals } from "webgpu";
Object.assign(globalThis, globals);
const adapter = await create([]).requestAdapter({ powerPreference: "high-performance" });
if (!adapter) console.log(JSON.stringify({ found: false }));
else {
  const { description, device, vendor, architecture, isFallbackAdapter } = adapter.info;
  const name = description || device || vendor || "a GPU without a name";
  const software = isFallbackAdapter || /swiftshader|software|llvmpipe|lavapipe|WARP/i.test(architecture + " " + name);
  console.log(JSON.stringify({ found: true, name, software }));
}
process.exit(0);
`;

/** A driver that hangs is given up; one on a busy machine is not. */
const PATIENCE_MS = 600_000;

/**
 * Asks for a GPU in a process of its own: a driver that crashes is an answer there, not the end of a run.
 * Takes a tenth of a second.
 */
export async function findAdapter(): Promise<AdapterAnswer> {
  const missing = missingLibrary();
  if (missing) return { problem: missing };
  try {
    const args = ["--input-type=module", "--eval", SCRIPT];
    const options = { cwd: import.meta.dirname, timeout: PATIENCE_MS };
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    return Answer.parse(JSON.parse(stdout));
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** The Vulkan loader finds the drivers of the GPUs; where it is not installed, no GPU has one. */
const VULKAN = "libvulkan.so.1";

/**
 * Asks the dynamic linker. Node refuses every library that is not a Node module, in other words where
 * there is none; nothing stays loaded.
 */
function missingLibrary(): string | null {
  if (process.platform !== "linux") return null; // macOS has Metal, Windows Direct3D
  try {
    process.dlopen({ exports: {} }, VULKAN);
  } catch (error) {
    const { message } = error as Error;
    return message.startsWith(`${VULKAN}: cannot open`)
      ? `no Vulkan (${VULKAN}) is installed`
      : null;
  }
  return null;
}

function problemOf(error: unknown): string {
  const { stderr, signal, killed, message } = error as {
    stderr?: string;
    signal?: string;
    /** By us, at the end of our patience. */
    killed?: boolean;
    message: string;
  };
  if (killed) return `the driver did not answer within ${PATIENCE_MS / 60_000} minutes`;
  if (/ERR_MODULE_NOT_FOUND/.test(stderr ?? "")) return "the optional package webgpu is not there";
  const line = /^(?:\w*Error)(?: \[\w+\])?: (.+)$/m.exec(stderr ?? "")?.[1];
  if (line) return line;
  return signal ? `the driver ended the process by ${signal}` : (message.split("\n")[0] ?? message);
}

/** Why WebGPU cannot be had, and what to do about it. */
export interface Fault {
  readonly reason: string;
  readonly remedy: string;
}

export const DRIVER =
  "Install the driver of the GPU, with Vulkan (Debian: apt-get install libvulkan1 and mesa-vulkan-drivers, or nvidia-driver and nvidia-vulkan-icd); in a container set NVIDIA_DRIVER_CAPABILITIES=all.";
export const NO_GPU: Fault = { reason: "WebGPU: no GPU with a driver found", remedy: DRIVER };

/**
 * Why the GPU that was found cannot be used; null if it can.
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

/**
 * Whether a driver that computes on the processor, such as lavapipe or SwiftShader, may be taken for a
 * GPU: `GRAFT_SOFTWARE_GPU=1`. It is for tests of this engine; WebAssembly is faster by far.
 */
export function softwareAllowed(env: NodeJS.ProcessEnv = process.env): boolean {
  return env["GRAFT_SOFTWARE_GPU"] === "1";
}
