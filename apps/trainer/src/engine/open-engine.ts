import type { Device } from "@graft/core/contract";
import { AppError } from "@graft/core/contract/errors";
import type { Engine, EngineName, EngineProbe, OpenedEngine } from "./engine.ts";
import { registerOps } from "./ops/register-ops.ts";
import { openTensorFlow, probeTensorFlow } from "./tensorflow/open-tensorflow.ts";
import { openWasm, probeWasm } from "./wasm/open-wasm.ts";
import { softwareAllowed } from "./webgpu/find-adapter.ts";
import { openWebGpu, probeWebGpu } from "./webgpu/open-webgpu.ts";

export type { Engine, EngineProbe } from "./engine.ts";

/** How to open an engine; each throws {AppError} DEVICE_UNAVAILABLE with the remedy as its hint. */
type EngineOpeners = Readonly<Record<EngineName, (device: Device) => Promise<OpenedEngine>>>;

const OPENERS: EngineOpeners = {
  "tensorflow-gpu": () => openTensorFlow("gpu"),
  // Software in place of a GPU is for tests, and only where it is asked for by name.
  webgpu: (device) => openWebGpu({ software: device === "webgpu" && softwareAllowed() }),
  tensorflow: () => openTensorFlow("cpu"),
  wasm: () => openWasm(),
};

/** Fastest first. tfjs's plain JavaScript backend is in no list: it is a hundred times slower. */
const CANDIDATES: Readonly<Record<Device, readonly EngineName[]>> = {
  auto: ["tensorflow-gpu", "webgpu", "tensorflow", "wasm"],
  gpu: ["tensorflow-gpu", "webgpu"],
  cpu: ["tensorflow", "wasm"],
  "tensorflow-gpu": ["tensorflow-gpu"],
  webgpu: ["webgpu"],
  tensorflow: ["tensorflow"],
  wasm: ["wasm"],
};

/**
 * Makes the fastest engine that `device` allows tfjs's backend.
 *
 * A choice of candidates (`auto`, `cpu`) falls back and says why; a named engine is opened or refused.
 *
 * @throws {AppError} DEVICE_UNAVAILABLE with what to do about it.
 */
export async function openEngine(device: Device, openers = OPENERS): Promise<Engine> {
  const refusals: AppError[] = [];
  for (const name of CANDIDATES[device]) {
    try {
      const opened = await openers[name](device);
      registerOps();
      return { name, ...opened, reason: reasonFor(device, refusals) };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "DEVICE_UNAVAILABLE") throw error;
      refusals.push(error);
    }
  }
  throw new AppError({
    code: "DEVICE_UNAVAILABLE",
    message: `device "${device}": ${refusals.map((refusal) => refusal.message).join("; ")}`,
    hint: refusals.map((refusal) => refusal.hint).join(" "),
    cause: refusals[0],
  });
}

/** What each engine's state on this machine is, fastest first. */
export async function probeEngines(): Promise<EngineProbe[]> {
  return [
    await probeTensorFlow("gpu"),
    await probeWebGpu(),
    await probeTensorFlow("cpu"),
    await probeWasm(),
  ];
}

function reasonFor(device: Device, refusals: readonly AppError[]): string {
  if (refusals.length > 0) return refusals.map((refusal) => refusal.message).join("; ");
  return device === "auto" ? "the fastest one" : `asked for by device "${device}"`;
}
