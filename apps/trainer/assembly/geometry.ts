import { copyFloats, addFloats, zeroFloats } from "./simd";

/** A convolution's shape, channels last. `rows` are output pixels of the whole batch. */
@unmanaged
export class Geometry {
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  filterHeight: i32;
  filterWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  padTop: i32;
  padLeft: i32;
  rows: i32;
}

/** Whether an output pixel sees just the input pixel at its own place. */
export function isPointwise(g: Geometry): bool {
  return (
    g.filterHeight * g.filterWidth * g.strideHeight * g.strideWidth == 1 &&
    g.outHeight == g.inHeight && g.outWidth == g.inWidth
  );
}

/** Numbers that an output pixel sees. */
export function patchSize(g: Geometry): i32 {
  return g.filterHeight * g.filterWidth * g.inChannels;
}

/**
 * Gathers what each output pixel sees, zeros where that is padding ("im2col").
 *
 * @param x Input of the whole batch.
 * @param patches Filled with `count` rows that are `stride` bytes apart.
 */
export function gatherPatches(
  g: Geometry, x: usize, first: i32, count: i32, patches: usize, stride: i32,
): void {
  const channels = g.inChannels;
  const together = g.dilationWidth == 1;
  for (let row: i32 = 0; row < count; row++) {
    const pixel = first + row;
    const image = pixel / (g.outHeight * g.outWidth);
    const top = pixel / g.outWidth % g.outHeight * g.strideHeight - g.padTop;
    const left = pixel % g.outWidth * g.strideWidth - g.padLeft;
    let target = patches + <usize>(row * stride);
    for (let i: i32 = 0; i < g.filterHeight; i++) {
      const y = top + i * g.dilationHeight;
      const line = x + (<usize>(image * g.inHeight + y) * g.inWidth) * channels * 4;
      if (together && y >= 0 && y < g.inHeight && left >= 0 && left + g.filterWidth <= g.inWidth) {
        copyFloats(target, line + <usize>(left * channels) * 4, g.filterWidth * channels);
        target += g.filterWidth * channels << 2;
        continue;
      }
      for (let j: i32 = 0; j < g.filterWidth; j++) {
        const column = left + j * g.dilationWidth;
        if (y < 0 || y >= g.inHeight || column < 0 || column >= g.inWidth) {
          zeroFloats(target, channels);
        } else {
          copyFloats(target, line + <usize>(column * channels) * 4, channels);
        }
        target += channels << 2;
      }
    }
  }
}

/** The reverse: adds each patch to the input pixels that it was gathered from. */
export function scatterPatches(
  g: Geometry, patches: usize, stride: i32, first: i32, count: i32, x: usize,
): void {
  const channels = g.inChannels;
  for (let row: i32 = 0; row < count; row++) {
    const pixel = first + row;
    const image = pixel / (g.outHeight * g.outWidth);
    const top = pixel / g.outWidth % g.outHeight * g.strideHeight - g.padTop;
    const left = pixel % g.outWidth * g.strideWidth - g.padLeft;
    let source = patches + <usize>(row * stride);
    for (let i: i32 = 0; i < g.filterHeight; i++) {
      const y = top + i * g.dilationHeight;
      const line = x + (<usize>(image * g.inHeight + y) * g.inWidth) * channels * 4;
      for (let j: i32 = 0; j < g.filterWidth; j++) {
        const column = left + j * g.dilationWidth;
        if (y >= 0 && y < g.inHeight && column >= 0 && column < g.inWidth) {
          addFloats(line + <usize>(column * channels) * 4, source, channels);
        }
        source += channels << 2;
      }
    }
  }
}
