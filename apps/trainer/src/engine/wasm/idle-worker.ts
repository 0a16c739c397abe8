type Listener = (message: unknown) => void;

/**
 * Stands in for a thread of tfjs's WebAssembly build, which waits at start-up until eight are loaded.
 * They would never get work: convolutions run on our own threads.
 */
class IdleWorker {
  #listener: Listener = () => {};

  on(event: string, listener: Listener): void {
    if (event === "message") this.#listener = listener;
  }

  postMessage(): void {
    queueMicrotask(() => this.#listener({ cmd: "loaded" }));
  }

  unref(): void {}

  terminate(): void {}
}

/** Runs `start` while the global `Worker` is an idle one; Emscripten's code would replace it by Node's. */
export async function withIdleWorkers<T>(start: () => Promise<T>): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(globalThis, "Worker");
  Object.defineProperty(globalThis, "Worker", {
    configurable: true,
    get: () => IdleWorker,
    set: () => {},
  });
  try {
    return await start();
  } finally {
    if (before) Object.defineProperty(globalThis, "Worker", before);
    else Reflect.deleteProperty(globalThis, "Worker");
  }
}
