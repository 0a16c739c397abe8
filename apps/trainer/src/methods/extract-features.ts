import { type FeatureMatrix, takeRows } from "@graft/core/classical";
import { infer, type TransferNet } from "@graft/core/tensor";
import { backboneOf, picturesOf } from "./net.ts";
import { Speedometer } from "./speedometer.ts";
import type { ProgressEvent, TransferTask } from "./transfer-method.ts";

/** Pictures per pass; more do not make it faster, and the last pass is filled up to it. */
const BATCH_SIZE = 16;

/**
 * Puts the features of some pictures into the task's cache, unless they are there.
 *
 * @param positions Of the pictures, in the order in which they are worked off.
 * @param openNet Called only when something is to be computed.
 */
export async function* extractFeatures(
  task: TransferTask,
  { positions, openNet }: { positions: Int32Array; openNet: () => Promise<TransferNet> },
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, void> {
  const backbone = backboneOf(task);
  const table = task.features.table(backbone, task.pixels);
  const missing = positions.filter((position) => table.known[position] === 0);
  if (missing.length === 0) return;
  const net = await openNet();
  const speed = new Speedometer(missing.length);
  for (let start = 0; start < missing.length; start += BATCH_SIZE) {
    signal.throwIfAborted();
    const batch = missing.subarray(start, start + BATCH_SIZE);
    const values = await infer(net.features, picturesOf(task), {
      positions: batch,
      batchSize: BATCH_SIZE,
    });
    for (const [row, position] of batch.entries()) {
      const from = row * backbone.numFeatures;
      const vector = values.subarray(from, from + backbone.numFeatures);
      table.values.set(vector, position * backbone.numFeatures);
      table.known[position] = 1;
    }
    const done = start + batch.length;
    yield {
      type: "progress",
      phase: "features",
      done,
      total: missing.length,
      ...speed.add(batch.length),
    };
  }
}

/** Features from the cache, shape [positions.length, numFeatures]. */
export function cachedFeatures(task: TransferTask, positions: Int32Array): FeatureMatrix {
  const backbone = backboneOf(task);
  const { values, known } = task.features.table(backbone, task.pixels);
  const matrix = { data: values, rows: known.length, columns: backbone.numFeatures };
  return takeRows(matrix, positions);
}
