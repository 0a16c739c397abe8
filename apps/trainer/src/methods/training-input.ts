import { type Batch, pictureBatch, type TrainedNet, type TransferNet } from "@graft/core/tensor";
import * as tf from "@tensorflow/tfjs-core";
import { model as createModel, type SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { TrainedPart } from "../backbone/find-trained-part.ts";
import { partOfModel } from "../engine/ops/part-of-model.ts";
import { inferPictures } from "./infer-pictures.ts";
import { picturesOf } from "./net.ts";
import type { ProgressEvent, TransferTask } from "./transfer-method.ts";

/** What is trained, and what it reads. */
export interface TrainingInput {
  readonly net: TrainedNet;
  /** Shape [b, …]; the caller disposes it. */
  batch(batch: Batch): tf.Tensor;
}

/** The whole net reads pictures. */
export function pictureInput(net: TransferNet, task: TransferTask): TrainingInput {
  return {
    net: net.logits,
    batch: ({ positions, mirrored }) => pictureBatch(picturesOf(task), positions, mirrored),
  };
}

/**
 * The trained layers read what the fixed ones below them make of the training pictures. That is computed
 * once, for each picture and its mirror image: nothing random comes before it, because fixed layers work
 * as in inference.
 */
export async function* fixedInput(
  net: TransferNet,
  { task, part, flip }: { task: TransferTask; part: TrainedPart; flip: boolean },
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, TrainingInput> {
  const middle = net.logits.getLayer(part.below).output as SymbolicTensor;
  const fixed = createModel({ inputs: net.logits.inputs, outputs: middle });
  const views: Float32Array[] = [];
  for (const mirrored of flip ? [false, true] : [false]) {
    const phase = mirrored ? "fixed layers, mirrored" : "fixed layers";
    const job = { task, positions: task.train, phase, mirrored };
    views.push(yield* inferPictures(fixed, job, signal));
  }
  const shape = middle.shape.slice(1).map(Number);
  const size = shape.reduce((product, side) => product * side, 1);
  const rowOf = new Map(Array.from(task.train, (position, row) => [position, row]));
  return {
    net: partOfModel(middle, net.logits.outputs[0]!),
    batch: ({ positions, mirrored }) => {
      const values = new Float32Array(positions.length * size);
      for (const [at, position] of positions.entries()) {
        const view = views[mirrored[at]!]!;
        const start = rowOf.get(position)! * size;
        values.set(view.subarray(start, start + size), at * size);
      }
      return tf.tensor(values, [positions.length, ...shape]);
    },
  };
}
