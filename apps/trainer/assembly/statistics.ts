import { madd } from "./simd";

// Mean and variance per channel in one pass, from sums of differences to the chunk's first row: no
// cancellation as with sums of squares. Chunks are merged in float64 in their order (Chan et al. 1979).

/**
 * sums += x - shift and squares += (x - shift)^2, for each of `channels` columns. To be called with few
 * rows at a time, so that few small numbers meet one large.
 */
export function addMoments(
  x: usize, stride: i32, rows: i32, channels: i32, shift: usize, sums: usize, squares: usize,
): void {
  let c: i32 = 0;
  for (; c + 4 <= channels; c += 4) {
    const at = <usize>(c << 2);
    const k = v128.load(shift + at);
    let sum = f32x4.splat(0), square = f32x4.splat(0);
    let p = x + at;
    for (let row: i32 = 0; row < rows; row++) {
      const d = f32x4.sub(v128.load(p), k);
      sum = f32x4.add(sum, d);
      square = madd(square, d, d);
      p += stride;
    }
    v128.store(sums + at, f32x4.add(v128.load(sums + at), sum));
    v128.store(squares + at, f32x4.add(v128.load(squares + at), square));
  }
  for (; c < channels; c++) {
    const at = <usize>(c << 2);
    const k = load<f32>(shift + at);
    let sum: f32 = 0, square: f32 = 0;
    let p = x + at;
    for (let row: i32 = 0; row < rows; row++) {
      const d = load<f32>(p) - k;
      sum += d;
      square += d * d;
      p += stride;
    }
    store<f32>(sums + at, load<f32>(sums + at) + sum);
    store<f32>(squares + at, load<f32>(squares + at) + square);
  }
}

@unmanaged
export class MomentsArgs {
  /** What was measured, [rows, channels]. */
  x: usize;
  rows: i32;
  channels: i32;
  rowsPerChunk: i32;
  /** [chunks][2][channels]: sums and squares of the differences to the chunk's first row. */
  partial: usize;
  mean: usize;
  variance: usize;
}

/** One chunk is `rowsPerChunk` rows. */
export function momentsOfRows(args: usize, chunk: i32, _thread: i32): void {
  const p = changetype<MomentsArgs>(args);
  const first = chunk * p.rowsPerChunk;
  const stride = p.channels << 2;
  const x = p.x + <usize>first * stride;
  const sums = p.partial + <usize>(chunk * 2) * stride;
  memory.fill(sums, 0, 2 * stride);
  const rows = min(p.rowsPerChunk, p.rows - first);
  for (let row: i32 = 0; row < rows; row += 64) {
    const block = x + <usize>(row * stride);
    addMoments(block, stride, min(64, rows - row), p.channels, x, sums, sums + stride);
  }
}

/** Merges the chunks; one chunk of this job is 16 channels. */
export function mergeMoments(args: usize, chunk: i32, _thread: i32): void {
  const p = changetype<MomentsArgs>(args);
  const stride = p.channels << 2;
  for (let c = chunk * 16; c < min(p.channels, chunk * 16 + 16); c++) {
    const at = <usize>(c << 2);
    let count: f64 = 0, mean: f64 = 0, squares: f64 = 0;
    for (let first: i32 = 0, part: i32 = 0; first < p.rows; first += p.rowsPerChunk, part++) {
      const n = <f64>min(p.rowsPerChunk, p.rows - first);
      const sums = p.partial + <usize>(part * 2) * stride + at;
      const sum = <f64>load<f32>(sums);
      const partMean = <f64>load<f32>(p.x + <usize>first * stride + at) + sum / n;
      const partSquares = <f64>load<f32>(sums + stride) - sum * sum / n;
      const delta = partMean - mean;
      squares += partSquares + delta * delta * count * n / (count + n);
      count += n;
      mean += delta * n / count;
    }
    store<f32>(p.mean + at, <f32>mean);
    store<f32>(p.variance + at, <f32>max<f64>(0, squares / count));
  }
}

@unmanaged
export class FoldArgs {
  channels: i32;
  mean: usize;
  variance: usize;
  gamma: usize;
  beta: usize;
  epsilon: f32;
  /** Normalization as a factor and a summand per channel. */
  scale: usize;
  shift: usize;
  /** 1 / sqrt(variance + epsilon). */
  reciprocalDeviation: usize;
}

/** All channels in one chunk. */
export function foldNormalization(args: usize, _chunk: i32, _thread: i32): void {
  const p = changetype<FoldArgs>(args);
  for (let c: i32 = 0; c < p.channels; c++) {
    const at = <usize>(c << 2);
    const reciprocal = 1 / Math.sqrt(<f64>load<f32>(p.variance + at) + p.epsilon);
    const scale = <f64>load<f32>(p.gamma + at) * reciprocal;
    store<f32>(p.scale + at, <f32>scale);
    store<f32>(p.shift + at, <f32>(<f64>load<f32>(p.beta + at) - <f64>load<f32>(p.mean + at) * scale));
    store<f32>(p.reciprocalDeviation + at, <f32>reciprocal);
  }
}
