import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** tfjs's instance with the parts of Emscripten's interface that its own types leave out. */
export type BackendModule = BackendWasm["wasm"] & {
  _malloc(bytes: number): number;
  _free(address: number): void;
  readonly PThread: { terminateAllThreads(): void };
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
 * Instantiates tfjs's threaded SIMD build on a memory of our own, for the sake of that shared memory:
 * its own threads, which start from `blob:` URLs that Node refuses (tensorflow/tfjs#3830), are replaced
 * by idle ones and ended at once.
 */
export async function loadModule(): Promise<WasmModule> {
  const factory = require(`${WASM_OUT}.js`) as ModuleFactory;
  const memory = new WebAssembly.Memory({
    initial: INITIAL_PAGES,
    maximum: MAXIMUM_PAGES,
    shared: true,
  });
  const listenersBefore = processListeners();
  const module = await factory({
    wasmMemory: memory,
    mainScriptUrlOrBlob: require.resolve(`${WASM_OUT}.js`),
    locateFile: (file: string) =>
      file.endsWith(".worker.js")
        ? fileURLToPath(new URL("./idle-thread.cjs", import.meta.url))
        : require.resolve(`${WASM_OUT}.wasm`),
  });
  module.PThread.terminateAllThreads();
  removeNewListeners(listenersBefore);
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

function processListeners() {
  return EVENTS.map((event) => process.rawListeners(event));
}

/** Emscripten's start-up code rethrows every rejection of the whole process: not its business. */
function removeNewListeners(before: ReturnType<typeof processListeners>): void {
  EVENTS.forEach((event, at) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[at]?.includes(listener)) {
        process.removeListener(event, listener as () => void);
      }
    }
  });
}
