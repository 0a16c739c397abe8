import os from "node:os";
import { BackendWasm, setThreadsCount, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineProbe, OpenedEngine } from "../engine.ts";
import { registerOps } from "../ops/register-ops.ts";
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
  const { module } = await loadModule(threads);
  guardMalloc(module);
  setThreadsCount(threads);
  tf.removeBackend("wasm");
  tf.registerBackend("wasm", () => new BackendWasm(module), 2);
  await tf.setBackend("wasm");
  registerKernels();
  registerOps();
  return { version: version_wasm, detail: `${threads} ${threads === 1 ? "thread" : "threads"}` };
}
