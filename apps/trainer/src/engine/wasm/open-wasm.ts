import { existsSync, readFileSync } from "node:fs";
import os from "node:os";
import { AppError } from "@graft/core/contract/errors";
import { BackendWasm, setThreadsCount, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import type { EngineProbe, OpenedEngine } from "../engine.ts";
import { Compute } from "./compute/compute.ts";
import { ThreadPool } from "./compute/thread-pool.ts";
import { registerKernels } from "./kernels/register-kernels.ts";
import { guardMalloc, loadModule } from "./load-module.ts";

interface WasmOptions {
  /** Threads that compute, this one included; default: one per core, 16 at most. */
  readonly threads?: number;
}

/** The largest job has 64 chunks, a filter gradient 16. */
const MAX_THREADS = 16;
/** The kernels of `assembly/`, compiled at set-up. */
const KERNELS = new URL("../../generated/kernels.wasm", import.meta.url);

let opened: Promise<OpenedEngine> | undefined;

/**
 * Makes tfjs's WebAssembly backend current, with the training kernels that it lacks and fast ones in
 * place of slow ones.
 *
 * There is one per process: a second call makes it current again and ignores its options.
 *
 * @throws {AppError} DEVICE_UNAVAILABLE where this machine or installation cannot run it.
 */
export async function openWasm(options: WasmOptions = {}): Promise<OpenedEngine> {
  opened ??= startBackend(options.threads ?? Math.min(MAX_THREADS, os.availableParallelism()));
  const engine = await opened;
  await tf.setBackend("wasm");
  return engine;
}

/** Whether the engine could be opened. It needs nothing but Node and what set-up compiles. */
export function probeWasm(): Promise<EngineProbe> {
  const available = existsSync(KERNELS);
  return Promise.resolve({
    name: "wasm",
    available,
    version: version_wasm,
    reason: available ? "part of the installation" : NOT_COMPILED,
    remedy: available ? "" : "Run `npm run setup`.",
  });
}

const NOT_COMPILED = "wasm: its kernels have not been compiled";

async function startBackend(threads: number): Promise<OpenedEngine> {
  if (!existsSync(KERNELS)) throw unavailable(NOT_COMPILED, "Run `npm run setup`.");
  try {
    const { module, memory } = await loadModule();
    guardMalloc(module);
    const kernels = new WebAssembly.Module(readFileSync(KERNELS));
    const pool = await ThreadPool.start(kernels, memory, { threads });
    setThreadsCount(1); // of XNNPACK, whose own threads would only wait in the way of ours
    tf.removeBackend("wasm");
    tf.registerBackend("wasm", () => new BackendWasm(module), 2);
    await tf.setBackend("wasm");
    registerKernels(new Compute({ module, memory, pool }));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const hint =
      "It needs a 64-bit processor with SIMD, 4 GiB of address space (`ulimit -v`) and Node 20.19 or later.";
    throw unavailable(`wasm: could not start: ${problem}`, hint, error);
  }
  return { version: version_wasm, detail: `${threads} ${threads === 1 ? "thread" : "threads"}` };
}

function unavailable(message: string, hint: string, cause?: unknown): AppError {
  return new AppError({ code: "DEVICE_UNAVAILABLE", message, hint, cause });
}
