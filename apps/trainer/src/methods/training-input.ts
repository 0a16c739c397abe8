import {
  type Augmentation,
  type Batch,
  imageBatch,
  type TrainedNet,
  type TransferNet,
} from "@graft/core/learning/tensor";
import * as tf from "@tensorflow/tfjs-core";
import {
  model as createModel,
  type LayersModel,
  type SymbolicTensor,
} from "@tensorflow/tfjs-layers";
import type { TrainedPart } from "../backbone/find-cut.ts";
import { partOfModel } from "../engine/ops/install-fast-layers.ts";
import { imagesOf, inferImages } from "./evaluate-net.ts";
import type { MethodEvent, ProgressEvent, TransferTask } from "./transfer-method.ts";

/** What is trained, and what it reads. */
export interface TrainingInput {
  readonly net: TrainedNet;
  /** Shape [b, …]; the caller disposes it. */
  batch(batch: Batch): tf.Tensor;
}

/** The whole net reads images. */
export function imageInput(net: TransferNet, task: TransferTask): TrainingInput {
  return {
    net: net.logits,
    batch: ({ positions, views }) => imageBatch(imagesOf(task), positions, views),
  };
}

/**
 * The trained layers read what the fixed ones below them make of the training images: of each image
 * and its mirror image once, or again at every step where images are also cropped or coloured at random.
 */
export async function* partInput(
  net: TransferNet,
  { task, part, settings }: { task: TransferTask; part: TrainedPart; settings: Augmentation },
  signal: AbortSignal,
): AsyncGenerator<MethodEvent, TrainingInput> {
  const { flip = false, crop = 1, brightness = 0, colour = 0 } = settings;
  if (crop === 1 && brightness === 0 && colour === 0) {
    return yield* fixedInput(net, { task, part, flip }, signal);
  }
  yield { type: "log", level: "info", message: NOT_KEPT };
  return passedInput(net, { task, part });
}

const NOT_KEPT =
  "Images are cropped or coloured at random: they pass through the fixed layers at every step. With crop 1, brightness 0 and colour 0 they would pass once.";

/** What the fixed layers make of a batch, computed when it is wanted. */
function passedInput(
  net: TransferNet,
  { task, part }: { task: TransferTask; part: TrainedPart },
): TrainingInput {
  const { middle, fixed } = splitNet(net, part);
  return {
    net: partOfModel(middle, net.logits.outputs[0]!),
    batch: ({ positions, views }) =>
      tf.tidy(() => {
        const images = imageBatch(imagesOf(task), positions, views);
        return fixed.apply(images, { training: false }) as tf.Tensor;
      }),
  };
}

/**
 * The trained layers read what the fixed ones below them make of the training images. That is computed
 * once, for each image and its mirror image: nothing random comes before it, because fixed layers work
 * as in inference.
 */
async function* fixedInput(
  net: TransferNet,
  { task, part, flip }: { task: TransferTask; part: TrainedPart; flip: boolean },
  signal: AbortSignal,
): AsyncGenerator<ProgressEvent, TrainingInput> {
  const { middle, fixed } = splitNet(net, part);
  const outputs: Float32Array[] = [];
  for (const mirrored of flip ? [false, true] : [false]) {
    const phase = mirrored ? "fixed layers, mirrored" : "fixed layers";
    const job = { task, positions: task.train, phase, mirrored };
    outputs.push(yield* inferImages(fixed, job, signal));
  }
  const shape = middle.shape.slice(1).map(Number);
  const size = shape.reduce((product, side) => product * side, 1);
  const rowOf = new Map(Array.from(task.train, (position, row) => [position, row]));
  return {
    net: partOfModel(middle, net.logits.outputs[0]!),
    batch: ({ positions, views }) => {
      const values = new Float32Array(positions.length * size);
      for (const [at, position] of positions.entries()) {
        const output = outputs[Number(views[at]!.mirrored)]!;
        const start = rowOf.get(position)! * size;
        values.set(output.subarray(start, start + size), at * size);
      }
      return tf.tensor(values, [positions.length, ...shape]);
    },
  };
}

function splitNet(
  net: TransferNet,
  { below }: TrainedPart,
): { middle: SymbolicTensor; fixed: LayersModel } {
  const middle = net.logits.getLayer(below).output as SymbolicTensor;
  return { middle, fixed: createModel({ inputs: net.logits.inputs, outputs: middle }) };
}
