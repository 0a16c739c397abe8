import { AppError } from "@graft/core/contract/errors";
import type { BackendModule } from "./load-module.ts";

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
