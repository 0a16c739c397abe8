import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type * as tf from "@tensorflow/tfjs-core";
import { RECORDS } from "../../../generated/kernel-records.ts";
import type { BackendModule } from "../load-module.ts";
import type { ThreadPool } from "./thread-pool.ts";

export type RecordName = keyof typeof RECORDS;
/** Values of a record's fields; one that is left out is 0: no address, no factor. */
export type RecordValues<Name extends RecordName> = {
  readonly [Field in keyof (typeof RECORDS)[Name]]?: number;
};

/** Hands out heap memory that is free again after the call; not initialised. Sizes in bytes. */
export type Take = (bytes: number) => number;

const RECORD_BYTES = 256;

/** Runs kernels of `assembly/` on tfjs's heap. Addresses are bytes from its start. */
export class Compute {
  readonly threads: number;
  readonly #module: BackendModule;
  readonly #memory: WebAssembly.Memory;
  readonly #pool: ThreadPool;

  constructor(parts: { module: BackendModule; memory: WebAssembly.Memory; pool: ThreadPool }) {
    this.threads = parts.pool.threads;
    this.#module = parts.module;
    this.#memory = parts.memory;
    this.#pool = parts.pool;
  }

  /** Runs `action` with scratch memory. */
  withScratch<T>(action: (take: Take) => T): T {
    const taken: number[] = [];
    try {
      return action((bytes) => {
        const address = this.#module._malloc(Math.max(16, bytes)) >>> 0;
        taken.push(address);
        return address;
      });
    } finally {
      for (const address of taken) this.#module._free(address);
    }
  }

  /** Writes an argument record into scratch memory. */
  record<Name extends RecordName>(take: Take, name: Name, values: RecordValues<Name>): number {
    const address = take(RECORD_BYTES);
    const types: Readonly<Record<string, "usize" | "i32" | "f32">> = RECORDS[name];
    const view = new DataView(this.#memory.buffer, address, RECORD_BYTES);
    Object.entries(types).forEach(([field, type], index) => {
      const value = (values as Readonly<Record<string, number | undefined>>)[field] ?? 0;
      if (type === "f32") view.setFloat32(4 * index, value, true);
      else view.setInt32(4 * index, value, true);
    });
    return address;
  }

  /** Runs one kernel on all threads. */
  run(kernel: string, record: number, chunks: number): void {
    this.#pool.run(kernel, record, chunks);
  }

  /** Sets `count` floats to 0. */
  zero(address: number, count: number): void {
    new Float32Array(this.#memory.buffer, address, count).fill(0);
  }

  /** Where a tensor's values start. */
  address(backend: BackendWasm, tensor: tf.TensorInfo): number {
    return backend.getMemoryOffset(tensor.dataId) >>> 0;
  }
}
