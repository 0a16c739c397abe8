import * as tf from "@tensorflow/tfjs-core";

/** What is held for tensors, by tfjs and by the library under its current backend. */
export interface MemoryInUse {
  readonly tensors: number;
  /** Of tfjs's tensors. */
  readonly bytes: number;
  /** What the library has allocated and keeps: TensorFlow's tensors, WebAssembly's or the GPU's bytes. */
  readonly library: number;
}

interface Libraries {
  readonly binding?: { getNumOfTensors(): number };
  readonly wasm?: { readonly HEAPU8: Uint8Array };
  readonly bufferManager?: { readonly numBytesAllocated: number };
}

export function memoryInUse(): MemoryInUse {
  const { numTensors: tensors, numBytes: bytes } = tf.memory();
  const { binding, wasm, bufferManager } = tf.backend() as Libraries;
  const library =
    binding?.getNumOfTensors() ?? wasm?.HEAPU8.length ?? bufferManager?.numBytesAllocated ?? 0;
  return { tensors, bytes, library };
}
