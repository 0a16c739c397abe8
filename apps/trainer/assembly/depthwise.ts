import { Geometry } from "./geometry";
import { clamp, clampOne, madd } from "./simd";
import { addMoments } from "./statistics";

// Depthwise convolution, one filter per channel: [filterHeight, filterWidth, channels]. A chunk's work goes
// output line by output line, so that input and output stream through the cache once.

@unmanaged
export class DepthwiseArgs extends Geometry {
  x: usize;
  filter: usize;
  /** [channels], or 0. */
  bias: usize;
  y: usize;
  low: f32;
  high: f32;
  /** Output lines of the whole batch per chunk. */
  linesPerChunk: i32;
  /** [chunks][2][channels] moments of y, see statistics.ts; 0 for none. */
  moments: usize;
}

/** One chunk is `linesPerChunk` output lines. */
export function depthwise(args: usize, chunk: i32, _thread: i32): void {
  const p = changetype<DepthwiseArgs>(args);
  const pixel = p.inChannels << 2;
  const lineBytes = p.outWidth * pixel;
  const lines = p.rows / p.outWidth;
  const from = chunk * p.linesPerChunk, to = min(lines, from + p.linesPerChunk);
  const shift = p.y + <usize>from * lineBytes;
  const sums = p.moments + <usize>(chunk * 2) * pixel;
  if (p.moments) memory.fill(sums, 0, 2 * pixel);
  for (let line = from; line < to; line++) {
    const target = p.y + <usize>line * lineBytes;
    depthwiseLine(p, line, target);
    if (p.moments) addMoments(target, pixel, p.outWidth, p.inChannels, shift, sums, sums + pixel);
  }
}

function depthwiseLine(p: DepthwiseArgs, line: i32, target: usize): void {
  const pixel = p.inChannels << 2;
  const image = line / p.outHeight;
  const top = line % p.outHeight * p.strideHeight - p.padTop;
  const inLine = p.inWidth * pixel;
  const x = p.x + <usize>(image * p.inHeight + top) * inLine;
  const plain = p.filterHeight == 3 && p.filterWidth == 3 && p.dilationHeight * p.dilationWidth == 1;
  const inside = plain && top >= 0 && top + 3 <= p.inHeight;
  for (let column: i32 = 0; column < p.outWidth; column++) {
    const left = column * p.strideWidth - p.padLeft;
    const source = x + left * pixel;
    if (inside && left >= 0 && left + 3 <= p.inWidth) {
      pixel3x3(p, source, source + inLine, source + 2 * inLine, target);
    } else {
      pixelAny(p, source, top, left, target);
    }
    target += pixel;
  }
}

/** An output pixel whose nine inputs all lie inside the image. */
@inline
export function pixel3x3(p: DepthwiseArgs, x0: usize, x1: usize, x2: usize, target: usize): void {
  const channels = p.inChannels;
  const one = <usize>(channels << 2), two = one << 1;
  const w0 = p.filter, w1 = w0 + 3 * one, w2 = w0 + 6 * one;
  const low = f32x4.splat(p.low), high = f32x4.splat(p.high);
  let c: i32 = 0;
  for (; c + 4 <= channels; c += 4) {
    const at = <usize>(c << 2);
    let sum = p.bias ? v128.load(p.bias + at) : f32x4.splat(0);
    sum = madd(sum, v128.load(x0 + at), v128.load(w0 + at));
    sum = madd(sum, v128.load(x0 + one + at), v128.load(w0 + one + at));
    sum = madd(sum, v128.load(x0 + two + at), v128.load(w0 + two + at));
    sum = madd(sum, v128.load(x1 + at), v128.load(w1 + at));
    sum = madd(sum, v128.load(x1 + one + at), v128.load(w1 + one + at));
    sum = madd(sum, v128.load(x1 + two + at), v128.load(w1 + two + at));
    sum = madd(sum, v128.load(x2 + at), v128.load(w2 + at));
    sum = madd(sum, v128.load(x2 + one + at), v128.load(w2 + one + at));
    sum = madd(sum, v128.load(x2 + two + at), v128.load(w2 + two + at));
    v128.store(target + at, clamp(sum, low, high));
  }
  for (; c < channels; c++) {
    const at = <usize>(c << 2);
    let sum: f32 = p.bias ? load<f32>(p.bias + at) : 0;
    for (let j: i32 = 0; j < 3; j++) {
      const tap = <usize>j * one + at;
      sum += load<f32>(x0 + tap) * load<f32>(w0 + tap) + load<f32>(x1 + tap) * load<f32>(w1 + tap) +
        load<f32>(x2 + tap) * load<f32>(w2 + tap);
    }
    store<f32>(target + at, clampOne(sum, p.low, p.high));
  }
}

/** Any output pixel: taps outside the image are left out. */
function pixelAny(p: DepthwiseArgs, source: usize, top: i32, left: i32, target: usize): void {
  const channels = p.inChannels, pixel = channels << 2;
  const down = p.dilationHeight * p.inWidth * pixel, right = p.dilationWidth * pixel;
  const i0 = firstTap(top, p.dilationHeight), i1 = endTap(top, p.dilationHeight, p.filterHeight, p.inHeight);
  const j0 = firstTap(left, p.dilationWidth), j1 = endTap(left, p.dilationWidth, p.filterWidth, p.inWidth);
  const low = f32x4.splat(p.low), high = f32x4.splat(p.high);
  let c: i32 = 0;
  for (; c + 4 <= channels; c += 4) {
    const at = <usize>(c << 2);
    let sum = p.bias ? v128.load(p.bias + at) : f32x4.splat(0);
    for (let i = i0; i < i1; i++) {
      for (let j = j0; j < j1; j++) {
        const weight = p.filter + <usize>((i * p.filterWidth + j) * pixel) + at;
        sum = madd(sum, v128.load(source + i * down + j * right + at), v128.load(weight));
      }
    }
    v128.store(target + at, clamp(sum, low, high));
  }
  for (; c < channels; c++) {
    const at = <usize>(c << 2);
    let sum: f32 = p.bias ? load<f32>(p.bias + at) : 0;
    for (let i = i0; i < i1; i++) {
      for (let j = j0; j < j1; j++) {
        const weight = p.filter + <usize>((i * p.filterWidth + j) * pixel) + at;
        sum += load<f32>(source + i * down + j * right + at) * load<f32>(weight);
      }
    }
    store<f32>(target + at, clampOne(sum, p.low, p.high));
  }
}

/** The first of the taps start, start + step, ... that is not negative. */
function firstTap(start: i32, step: i32): i32 {
  return start >= 0 ? 0 : (step - 1 - start) / step;
}

/** One more than the last tap below `size`. */
function endTap(start: i32, step: i32, taps: i32, size: i32): i32 {
  const inside = size - 1 - start;
  return inside < 0 ? 0 : min(taps, inside / step + 1);
}
