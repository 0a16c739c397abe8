// Pillow's resampling of 8-bit images (src/libImaging/Resample.c), four values at a time: weights are
// integers scaled by 2^22, and each pass rounds to 8 bits. Not a kernel of the engine: dataset/decode/
// runs it on a memory of its own.

const PRECISION: i32 = 22;

/** Eight-bit values from sums, limited to [0, 255]; the four results are the lowest bytes. */
@inline
export function toBytes(a: v128, b: v128, c: v128, d: v128): v128 {
  const low = i16x8.narrow_i32x4_s(i32x4.shr_s(a, PRECISION), i32x4.shr_s(b, PRECISION));
  const high = i16x8.narrow_i32x4_s(i32x4.shr_s(c, PRECISION), i32x4.shr_s(d, PRECISION));
  return i8x16.narrow_i16x8_u(low, high);
}

/**
 * Shrinks or enlarges rows of RGB pixels along x.
 *
 * @param source `rows` rows, `sourceStride` bytes apart; one byte behind the last row is read.
 * @param target Rows `targetStride` bytes apart; one byte behind each pixel is written.
 * @param spans First pixel and number of pixels that each of the `size` results sees.
 * @param weights Of each result, `taps` apart.
 */
export function resampleRows(
  source: usize, sourceStride: usize, rows: i32, target: usize, targetStride: usize,
  size: i32, spans: usize, weights: usize, taps: i32,
): void {
  const half = i32x4.splat(1 << (PRECISION - 1));
  for (let row: i32 = 0; row < rows; row++) {
    const line = source + <usize>row * sourceStride;
    let to = target + <usize>row * targetStride;
    for (let x: i32 = 0; x < size; x++) {
      const span = spans + <usize>(x << 3);
      let at = line + <usize>load<i32>(span) * 3;
      let weight = weights + <usize>(x * taps << 2);
      const end = weight + <usize>(load<i32>(span, 4) << 2);
      let sum = half;
      for (; weight < end; weight += 4) {
        const pixel = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
        sum = i32x4.add(sum, i32x4.mul(pixel, v128.load32_splat(weight)));
        at += 3;
      }
      store<u32>(to, i32x4.extract_lane(toBytes(sum, sum, sum, sum), 0));
      to += 3;
    }
  }
}

/**
 * Shrinks or enlarges along y.
 *
 * @param source Rows `stride` bytes apart, a multiple of 16; `target` likewise.
 * @param spans First row and number of rows that each of the `size` results sees.
 */
export function resampleColumns(
  source: usize, stride: usize, target: usize, size: i32, spans: usize, weights: usize, taps: i32,
): void {
  const half = i32x4.splat(1 << (PRECISION - 1));
  for (let y: i32 = 0; y < size; y++) {
    const span = spans + <usize>(y << 3);
    const first = source + <usize>load<i32>(span) * stride;
    const begin = weights + <usize>(y * taps << 2);
    const end = begin + <usize>(load<i32>(span, 4) << 2);
    const to = target + <usize>y * stride;
    for (let x: usize = 0; x < stride; x += 16) {
      let a = half, b = half, c = half, d = half;
      let at = first + x;
      for (let weight = begin; weight < end; weight += 4) {
        const w = v128.load32_splat(weight);
        const bytes = v128.load(at);
        const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
        a = i32x4.add(a, i32x4.mul(i32x4.extend_low_i16x8_u(low), w));
        b = i32x4.add(b, i32x4.mul(i32x4.extend_high_i16x8_u(low), w));
        c = i32x4.add(c, i32x4.mul(i32x4.extend_low_i16x8_u(high), w));
        d = i32x4.add(d, i32x4.mul(i32x4.extend_high_i16x8_u(high), w));
        at += stride;
      }
      v128.store(to + x, toBytes(a, b, c, d));
    }
  }
}
