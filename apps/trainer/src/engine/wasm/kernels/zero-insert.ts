import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type * as tf from "@tensorflow/tfjs-core";
import { makeTensor, view } from "./context.ts";

export interface Placement {
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
}

/**
 * Spreads pixels apart: pixel (y, x) of `source` goes to (top + y * strideHeight, left + x * strideWidth)
 * of a zero picture; what falls outside is dropped. A strided convolution's input gradient is a plain
 * convolution of this.
 *
 * @param source Shape [n, h, w, c].
 * @returns Shape [n, height, width, c].
 */
export function zeroInsert(
  backend: BackendWasm,
  source: tf.Tensor4D,
  placement: Placement,
): tf.Tensor4D {
  const { height, width, top, left, strideHeight, strideWidth } = placement;
  const [batch, rows, columns, channels] = source.shape;
  const target = makeTensor<tf.Rank.R4>(backend, [batch, height, width, channels]);
  const from = view(backend, source);
  const to = view(backend, target).fill(0);
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < rows; y++) {
      const row = top + y * strideHeight;
      if (row < 0 || row >= height) continue;
      for (let x = 0; x < columns; x++) {
        const column = left + x * strideWidth;
        if (column < 0 || column >= width) continue;
        const start = ((n * rows + y) * columns + x) * channels;
        to.set(
          from.subarray(start, start + channels),
          ((n * height + row) * width + column) * channels,
        );
      }
    }
  }
  return target;
}
