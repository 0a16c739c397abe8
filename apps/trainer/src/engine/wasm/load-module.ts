import { createRequire } from "node:module";
import { AppError } from "@graft/core/contract/errors";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** tfjs's instance with the parts of Emscripten's interface that its own types leave out. */
export type BackendModule = BackendWasm["wasm"] & {
  _malloc(bytes: number): number;
  _free(address: number): void;
  cwrap(name: string, returns: "number" | null, takes: "number"[]): (...values: number[]) => number;
};

type ModuleFactory = (config: Record<string, unknown>) => Promise<BackendModule>;

const require = createRequire(import.meta.url);
const WASM_OUT = "@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd";
/** tfjs's own limits: it starts with 16 MiB and can address 4 GiB. */
const INITIAL_PAGES = 256;
const MAXIMUM_PAGES = 65_536;

export interface WasmModule {
  readonly module: BackendModule;
  /** Where all tensors live; shared, so that other WebAssembly modules and threads can work on them. */
  readonly memory: WebAssembly.Memory;
}

/**
 * Instantiates tfjs's threaded SIMD build on a memory of our own, for the sake of that shared memory. Its
 * own threads stay away: they start from `blob:` URLs, which Node refuses (tensorflow/tfjs#3830).
 */
export async function loadModule(): Promise<WasmModule> {
  const factory = require(`${WASM_OUT}.js`) as ModuleFactory;
  const memory = new WebAssembly.Memory({
    initial: INITIAL_PAGES,
    maximum: MAXIMUM_PAGES,
    shared: true,
  });
  const module = await withIdleWorkers(() =>
    withoutListeners(() =>
      factory({ wasmMemory: memory, locateFile: () => require.resolve(`${WASM_OUT}.wasm`) }),
    ),
  );
  const tfjs = {
    init: module.cwrap("init", null, []),
    initWithThreadsCount: module.cwrap("init_with_threads_count", null, ["number"]),
    getThreadsCount: module.cwrap("get_threads_count", "number", []),
    registerTensor: module.cwrap("register_tensor", null, ["number", "number", "number"]),
    disposeData: module.cwrap("dispose_data", null, ["number"]),
    dispose: module.cwrap("dispose", null, []),
  };
  Object.assign(module, { tfjs });
  return { module, memory };
}

const EVENTS = ["uncaughtException", "unhandledRejection"] as const;

/** Emscripten's start-up code rethrows every rejection of the whole process: not its business. */
function withoutListeners<T>(start: () => T): T {
  const before = new Set(EVENTS.flatMap((event) => process.rawListeners(event)));
  const started = start();
  for (const event of EVENTS) {
    for (const listener of process.rawListeners(event)) {
      if (!before.has(listener)) process.removeListener(event, listener as () => void);
    }
  }
  return started;
}

const MEBIBYTE = 2 ** 20;

/**
 * Makes a failed allocation an error. tfjs takes malloc's 0 for an address and writes there, and the
 * process dies some kernels later without a word (see backend_wasm.ts of tfjs 4.22).
 */
export function guardMalloc(module: BackendModule): void {
  // Emscripten's first call puts the function itself in place of a stub, and of whatever stood there.
  module._free(module._malloc(16));
  const malloc = module._malloc.bind(module);
  module._malloc = (bytes: number) => {
    const address = malloc(bytes);
    if (address === 0) throw outOfMemory(bytes);
    return address;
  };
}

function outOfMemory(bytes: number): AppError {
  return new AppError({
    code: "OUT_OF_MEMORY",
    message: `no room for ${Math.ceil(bytes / MEBIBYTE)} MiB more: WebAssembly can address 4 GiB`,
    hint: "Set a smaller batchSize or imageSize, or use a TensorFlow engine: `pnpm trainer doctor`.",
  });
}

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
async function withIdleWorkers<T>(start: () => Promise<T>): Promise<T> {
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
