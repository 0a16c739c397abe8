import { type FeatureMatrix, takeRows } from "@graft/core/classical";
import type { TransferNet } from "@graft/core/tensor";
import { inferPictures } from "./infer-pictures.ts";
import { backboneOf } from "./net.ts";
import type { ProgressEvent, TransferTask } from "./transfer-method.ts";

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
  const { features } = await openNet();
  const job = { task, positions: missing, phase: "features" };
  const values = yield* inferPictures(features, job, signal);
  const { numFeatures } = backbone;
  for (const [row, position] of missing.entries()) {
    const vector = values.subarray(row * numFeatures, (row + 1) * numFeatures);
    table.values.set(vector, position * numFeatures);
    table.known[position] = 1;
  }
}

/** Features from the cache, shape [positions.length, numFeatures]. */
export function cachedFeatures(task: TransferTask, positions: Int32Array): FeatureMatrix {
  const backbone = backboneOf(task);
  const { values, known } = task.features.table(backbone, task.pixels);
  const matrix = { data: values, rows: known.length, columns: backbone.numFeatures };
  return takeRows(matrix, positions);
}
