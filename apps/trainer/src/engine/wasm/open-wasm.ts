import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import { AppError } from "@graft/core/errors";
import { BackendWasm, setThreadsCount, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineProbe, OpenedEngine } from "../engine.ts";
import { Compute } from "./compute/compute.ts";
import { ThreadPool } from "./compute/thread-pool.ts";
import { guardMalloc } from "./guard-malloc.ts";
import { registerKernels } from "./kernels/register-kernels.ts";
import { loadModule } from "./load-module.ts";

export interface WasmOptions {
  /** Threads that compute, this one included; default: one per core. */
  readonly threads?: number;
}

let opened: Promise<OpenedEngine> | undefined;

/**
 * Makes tfjs's WebAssembly backend current, with the training kernels that it lacks.
 *
 * There is one per process: a second call makes it current again and ignores its options.
 */
export async function openWasm(options: WasmOptions = {}): Promise<OpenedEngine> {
  opened ??= startBackend(options.threads ?? os.availableParallelism());
  const engine = await opened;
  await tf.setBackend("wasm");
  return engine;
}

/** The WebAssembly engine has no requirement but Node itself. */
export function probeWasm(): Promise<EngineProbe> {
  const reason = "part of the installation";
  return Promise.resolve({
    name: "wasm",
    available: true,
    version: version_wasm,
    reason,
    remedy: "",
  });
}

async function startBackend(threads: number): Promise<OpenedEngine> {
  const { module, memory } = await loadModule();
  guardMalloc(module);
  const pool = await ThreadPool.start(loadKernels(), memory, { threads });
  setThreadsCount(1); // of XNNPACK, whose own threads would wait in each other's way with ours
  tf.removeBackend("wasm");
  tf.registerBackend("wasm", () => new BackendWasm(module), 2);
  await tf.setBackend("wasm");
  registerKernels(new Compute({ module, memory, pool }));
  return { version: version_wasm, detail: `${threads} ${threads === 1 ? "thread" : "threads"}` };
}

/** The kernels of `assembly/`, compiled at set-up. */
function loadKernels(): WebAssembly.Module {
  const file = new URL("../../generated/kernels.wasm", import.meta.url);
  if (existsSync(file)) return new WebAssembly.Module(readFileSync(file));
  throw new AppError({
    code: "DEVICE_UNAVAILABLE",
    message: "wasm: the kernels have not been compiled",
    hint: "Run `npm run setup`.",
  });
}
