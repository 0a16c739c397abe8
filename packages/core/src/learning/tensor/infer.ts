import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { type Images, imageBatch } from "./image-batch.ts";
import { MIRRORED_VIEW } from "./view.ts";

/**
 * The net's output for some images in inference mode.
 *
 * Every batch has `batchSize` images, the last one filled up with its first image: so that what
 * comes out for an image does not hang on how many there are.
 *
 * @param positions Which images, at most `batchSize`.
 * @param mirrored Whether they are mirrored left to right first.
 * @returns Shape [positions.length, …], row-major.
 */
export async function infer(
  model: LayersModel,
  images: Images,
  {
    positions,
    batchSize,
    mirrored = false,
  }: { positions: Int32Array; batchSize: number; mirrored?: boolean },
): Promise<Float32Array> {
  const filled = Int32Array.from({ length: batchSize }, (_, i) => positions[i] ?? positions[0]!);
  const batch = imageBatch(images, filled, mirrored ? Array.from(filled, () => MIRRORED_VIEW) : []);
  const output = tf.tidy(() => model.apply(batch, { training: false }) as tf.Tensor);
  const values = (await output.data()) as Float32Array;
  tf.dispose([batch, output]);
  return values.slice(0, (values.length / batchSize) * positions.length);
}
