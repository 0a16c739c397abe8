import { availableParallelism } from "node:os";
import { AppError } from "@graft/core/contract/errors";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineProbe, OpenedEngine } from "../engine.ts";
import { type Fault, findGpu, gpuFault } from "./gpu.ts";
import { findTensorFlow, kernelPackage, type TensorFlowKind } from "./installed-tensorflow.ts";
import { registerKernels } from "./kernels/register-kernels.ts";
import { createBackend, loadBinding, trialLoad } from "./load-binding.ts";
import type { TensorFlowBinding } from "./tensorflow-backend.ts";

const BACKEND = "tensorflow";

/** One per process: TensorFlow's libraries can be loaded once and never unloaded. */
let loaded: TensorFlowBinding | null = null;

/**
 * Whether TensorFlow could be opened. Without an installation the answer takes about a millisecond;
 * an installed one is loaded in a process of its own (about a second), so nothing is loaded here.
 */
export async function probeTensorFlow(kind: TensorFlowKind): Promise<EngineProbe> {
  const name = kind === "gpu" ? "tensorflow-gpu" : "tensorflow";
  const refuse = (fault: Fault): EngineProbe => ({ name, available: false, ...fault });
  const checked = await check(kind);
  if ("fault" in checked) return refuse(checked.fault);
  const trial = await trialLoad(checked.installed);
  if ("problem" in trial) return refuse(loadFault(kind, trial.problem));
  if (kind === "gpu" && !trial.gpu) return refuse(gpuFault(trial.unloaded));
  const { folder } = checked.installed;
  const reason = `${checked.device}, in ${folder}`;
  return { name, available: true, version: trial.version, reason, remedy: "" };
}

/**
 * Makes TensorFlow tfjs's current backend, with the fused kernels in place of tfjs's own.
 *
 * @throws {AppError} DEVICE_UNAVAILABLE where it is not installed, does not load, or finds no GPU.
 */
export async function openTensorFlow(kind: TensorFlowKind): Promise<OpenedEngine> {
  const checked = await check(kind);
  if ("fault" in checked) throw unavailable(checked.fault);
  if (kind === "gpu" && !loaded) {
    // In a process of its own first: what has been loaded here could not be unloaded for another engine.
    const trial = await trialLoad(checked.installed);
    if ("problem" in trial) throw unavailable(loadFault(kind, trial.problem));
    if (!trial.gpu) throw unavailable(gpuFault(trial.unloaded));
  }
  try {
    loaded ??= loadBinding(checked.installed);
    const binding = loaded;
    if (!tf.engine().registryFactory[BACKEND]) {
      tf.registerBackend(BACKEND, () => createBackend(checked.packageFolder, binding));
    }
    if (!(await tf.setBackend(BACKEND))) throw new Error("tfjs refused the backend");
  } catch (error) {
    throw unavailable(
      loadFault(kind, error instanceof Error ? error.message : String(error)),
      error,
    );
  }
  if (kind === "gpu" && !loaded.isUsingGpuDevice()) throw unavailable(gpuFault([]));
  registerKernels();
  return { version: loaded.TF_Version, detail: checked.device };
}

type Checked =
  | { readonly fault: Fault }
  | {
      readonly installed: Parameters<typeof trialLoad>[0];
      readonly packageFolder: string;
      readonly device: string;
    };

/** Everything that can be known without loading a library. */
async function check(kind: TensorFlowKind): Promise<Checked> {
  const device = kind === "gpu" ? await findGpu() : `${availableParallelism()} threads`;
  if (!device) {
    const remedy = "Where there is one, install its driver; else use another device.";
    return { fault: { reason: "no NVIDIA GPU found", remedy } };
  }
  const found = findTensorFlow(kind);
  if (!found.installed) {
    const reason = `TensorFlow${kind === "gpu" ? " for GPU" : ""}: ${found.problem}`;
    return { fault: { reason, remedy: `Run \`${installCommand(kind)}\`.` } };
  }
  const packageFolder = kernelPackage(kind);
  if (packageFolder) return { installed: found.installed, packageFolder, device };
  const reason = `TensorFlow is there, but not the optional package @tensorflow/tfjs-node${kind === "gpu" ? "-gpu" : ""}`;
  return {
    fault: { reason, remedy: "Run `npm run setup` without leaving optional packages out." },
  };
}

function installCommand(kind: TensorFlowKind): string {
  return `pnpm trainer backend install${kind === "gpu" ? " --gpu" : ""}`;
}

function loadFault(kind: TensorFlowKind, problem: string): Fault {
  const reason = `TensorFlow is installed but does not load: ${problem}`;
  return { reason, remedy: `Run \`${installCommand(kind)}\` again.` };
}

function unavailable(fault: Fault, cause?: unknown): AppError {
  const { reason: message, remedy: hint } = fault;
  return new AppError({ code: "DEVICE_UNAVAILABLE", message, hint, cause });
}
