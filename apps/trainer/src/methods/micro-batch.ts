import type { TransferNet } from "@graft/core/learning/tensor";
import { totalMemory } from "../engine/total-memory.ts";
import type { TransferTask } from "./transfer-method.ts";

const GIB = 2 ** 30;

/**
 * Memory of a training pass in units of the layers' outputs, with room to spare. Measured on
 * MobileNetV2 at 224 pixels, whose outputs take 88 MB per image: 0.7 on wasm, 0.9 on tensorflow.
 */
const COPIES_PER_OUTPUT = 1.5;

/**
 * How many images fit into memory in one training pass.
 *
 * It hangs on the machine and the engine, never on what else is in memory: the same run must give the
 * same numbers again.
 */
export function microBatchSize(net: TransferNet, { engineName }: TransferTask): number {
  const numbers = net.logits.layers.reduce((sum, { outputShape }) => {
    const shape = (Array.isArray(outputShape[0]) ? outputShape[0] : outputShape) as number[];
    return sum + shape.slice(1).reduce((product, size) => product * (size ?? 1), 1);
  }, 0);
  const bytesPerImage = numbers * 4 * COPIES_PER_OUTPUT;
  return Math.max(1, Math.floor(memoryFor(engineName) / bytesPerImage));
}

function memoryFor(engineName: string): number {
  if (engineName === "wasm") return 2.5 * GIB; // of the 4 GiB that WebAssembly can address
  if (engineName === "tensorflow-gpu") return 8 * GIB;
  if (engineName === "webgpu") return 4 * GIB; // WebGPU does not say how much a GPU has
  return totalMemory() / 2;
}
