import { once } from "node:events";
import { Worker } from "node:worker_threads";
import {
  BUSY,
  CHUNKS,
  FAILED,
  GENERATION,
  KERNEL,
  type Kernel,
  NEXT,
  RECORD,
  SIZE,
  workOff,
} from "./control.mjs";

/** Looks for the last thread to finish this often before it goes to sleep. */
const LOOKS = 20_000;

/**
 * Runs kernels of one WebAssembly module on one memory with several threads, this one included.
 *
 * A job is a number of chunks; threads take the next one as they get free, so that a thread that another
 * program has pushed aside holds nobody up. The results do not depend on the number of threads.
 */
export class ThreadPool {
  readonly threads: number;
  readonly #control = new Int32Array(new SharedArrayBuffer(4 * SIZE));
  readonly #names: readonly string[];
  readonly #kernels: readonly Kernel[];
  readonly #workers: readonly Worker[];

  /** Use `ThreadPool.start`. */
  private constructor(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    options: { threads: number },
  ) {
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    const names = Object.keys(exports).sort();
    this.threads = options.threads;
    this.#names = names;
    this.#kernels = names.map((name) => exports[name] as Kernel);
    this.#workers = Array.from({ length: options.threads - 1 }, (_, index) => {
      const workerData = { module, memory, control: this.#control, names, thread: index + 1 };
      const worker = new Worker(new URL("./compute-thread.mjs", import.meta.url), { workerData });
      worker.unref();
      return worker;
    });
  }

  /** @param options.threads At least 1. */
  static async start(
    module: WebAssembly.Module,
    memory: WebAssembly.Memory,
    options: { threads: number },
  ): Promise<ThreadPool> {
    const pool = new ThreadPool(module, memory, options);
    await Promise.all(
      pool.#workers.map(async (worker) => {
        worker.ref();
        await once(worker, "message");
        worker.unref();
      }),
    );
    return pool;
  }

  /** Runs `kernel(record, chunk, thread)` for every chunk and returns when all are done. */
  run(name: string, record: number, chunks: number): void {
    const control = this.#control;
    const position = this.#names.indexOf(name);
    const kernel = this.#kernels[position];
    if (!kernel) throw new Error(`no kernel ${name}`);
    if (chunks <= 0) return;
    control[RECORD] = record;
    control[CHUNKS] = chunks;
    control[NEXT] = 0;
    const helpers = chunks > 1 ? this.#workers.length : 0;
    if (helpers > 0) {
      control[KERNEL] = position;
      Atomics.store(control, BUSY, helpers);
      Atomics.add(control, GENERATION, 1);
      Atomics.notify(control, GENERATION);
    }
    workOff(kernel, control, 0);
    if (helpers > 0) this.#waitForHelpers();
  }

  /** Ends the threads. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #waitForHelpers(): void {
    const control = this.#control;
    let looks = LOOKS;
    let busy = Atomics.load(control, BUSY);
    while (busy > 0) {
      looks -= 1;
      if (looks < 0) Atomics.wait(control, BUSY, busy);
      busy = Atomics.load(control, BUSY);
    }
    if (control[FAILED] === 1) throw new Error("a compute thread failed");
  }
}
