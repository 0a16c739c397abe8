import { ChannelGradient, gradientRows } from "./channel";
import { Geometry } from "./geometry";
import { addFloats, madd } from "./simd";

@unmanaged
export class DepthwiseGradientArgs extends Geometry {
  x: usize;
  /** A ChannelGradient: how dy becomes the gradient of the convolution's output. */
  gradient: usize;
  filter: usize;
  /** 0 when the input needs no gradient. */
  dx: usize;
  /** [images] filter gradients [filterHeight, filterWidth, channels]; 0 for none. */
  filters: usize;
  /** [images][channels] sums of the gradient; 0 for none. */
  sums: usize;
  /** One line of the gradient per thread. */
  scratch: usize;
  scratchBytes: i32;
}

/** One chunk is one image. */
export function depthwiseGradient(args: usize, chunk: i32, thread: i32): void {
  const p = changetype<DepthwiseGradientArgs>(args);
  const channels = p.inChannels, pixel = channels << 2;
  const line = p.scratch + <usize>thread * p.scratchBytes;
  const filterFloats = p.filterHeight * p.filterWidth * channels;
  const filter = p.filters + <usize>(chunk * filterFloats) * 4;
  const sums = p.sums + <usize>(chunk * pixel);
  const imageBytes = <usize>(p.inHeight * p.inWidth) * pixel;
  const dx = p.dx + <usize>chunk * imageBytes;
  if (p.filters) memory.fill(filter, 0, filterFloats << 2);
  if (p.sums) memory.fill(sums, 0, pixel);
  const x = p.x + <usize>chunk * imageBytes;
  let cleared: i32 = 0;
  for (let y: i32 = 0; y < p.outHeight; y++) {
    // Input lines are set to 0 just before the first gradient reaches them, while they are in the cache.
    const reached = y * p.strideHeight - p.padTop + (p.filterHeight - 1) * p.dilationHeight + 1;
    if (p.dx) cleared = clearLines(p, dx, cleared, min(p.inHeight, reached));
    const first = (chunk * p.outHeight + y) * p.outWidth;
    gradientRows(changetype<ChannelGradient>(p.gradient), first, p.outWidth, channels, line, pixel);
    if (p.sums) {
      for (let column: i32 = 0; column < p.outWidth; column++) {
        addFloats(sums, line + column * pixel, channels);
      }
    }
    gradientLine(p, y, line, x, dx, filter);
  }
  if (p.dx) clearLines(p, dx, cleared, p.inHeight);
}

function clearLines(p: DepthwiseGradientArgs, dx: usize, from: i32, to: i32): i32 {
  if (to <= from) return from;
  const bytes = p.inWidth * p.inChannels << 2;
  memory.fill(dx + <usize>(from * bytes), 0, (to - from) * bytes);
  return to;
}

/** Passes one line of the gradient on to the filter's taps and to the input lines that they saw. */
function gradientLine(
  p: DepthwiseGradientArgs, y: i32, line: usize, x: usize, dx: usize, filter: usize,
): void {
  const pixel = p.inChannels << 2, step = p.strideWidth * pixel;
  for (let i: i32 = 0; i < p.filterHeight; i++) {
    const row = y * p.strideHeight - p.padTop + i * p.dilationHeight;
    if (row < 0 || row >= p.inHeight) continue;
    for (let j: i32 = 0; j < p.filterWidth; j++) {
      const offset = j * p.dilationWidth - p.padLeft;
      // Output columns whose input column, column * stride + offset, lies inside the image.
      const from = offset >= 0 ? 0 : (p.strideWidth - 1 - offset) / p.strideWidth;
      const last = p.inWidth - 1 - offset;
      if (last < 0) continue;
      const count = min(p.outWidth, last / p.strideWidth + 1) - from;
      if (count <= 0) continue;
      const tap = <usize>((i * p.filterWidth + j) * pixel);
      const start = <usize>(row * p.inWidth + from * p.strideWidth + offset) * pixel;
      const gradient = line + from * pixel;
      if (p.filters) addTap(gradient, pixel, x + start, step, count, p.inChannels, filter + tap);
      if (p.dx) spreadTap(gradient, pixel, dx + start, step, count, p.inChannels, p.filter + tap);
    }
  }
}

/** sum += gradient * x over `count` pixels, for each channel. */
function addTap(
  gradient: usize, pixel: i32, x: usize, step: i32, count: i32, channels: i32, sum: usize,
): void {
  let c: i32 = 0;
  for (; c + 16 <= channels; c += 16) {
    const at = <usize>(c << 2), to = sum + at;
    let s0 = v128.load(to), s1 = v128.load(to, 16), s2 = v128.load(to, 32), s3 = v128.load(to, 48);
    let g = gradient + at, a = x + at;
    for (let n = count; n > 0; n--) {
      s0 = madd(s0, v128.load(g), v128.load(a));
      s1 = madd(s1, v128.load(g, 16), v128.load(a, 16));
      s2 = madd(s2, v128.load(g, 32), v128.load(a, 32));
      s3 = madd(s3, v128.load(g, 48), v128.load(a, 48));
      g += pixel; a += step;
    }
    v128.store(to, s0); v128.store(to, s1, 16); v128.store(to, s2, 32); v128.store(to, s3, 48);
  }
  for (; c + 4 <= channels; c += 4) {
    const at = <usize>(c << 2), to = sum + at;
    let s = v128.load(to), g = gradient + at, a = x + at;
    for (let n = count; n > 0; n--, g += pixel, a += step) s = madd(s, v128.load(g), v128.load(a));
    v128.store(to, s);
  }
  for (; c < channels; c++) {
    const at = <usize>(c << 2), to = sum + at;
    let s = load<f32>(to), g = gradient + at, a = x + at;
    for (let n = count; n > 0; n--, g += pixel, a += step) s += load<f32>(g) * load<f32>(a);
    store<f32>(to, s);
  }
}

/** dx += gradient * weight over `count` pixels, for each channel. */
function spreadTap(
  gradient: usize, pixel: i32, dx: usize, step: i32, count: i32, channels: i32, weight: usize,
): void {
  let c: i32 = 0;
  for (; c + 16 <= channels; c += 16) {
    const at = <usize>(c << 2), from = weight + at;
    const w0 = v128.load(from), w1 = v128.load(from, 16), w2 = v128.load(from, 32), w3 = v128.load(from, 48);
    let g = gradient + at, d = dx + at;
    for (let n = count; n > 0; n--) {
      v128.store(d, madd(v128.load(d), v128.load(g), w0));
      v128.store(d, madd(v128.load(d, 16), v128.load(g, 16), w1), 16);
      v128.store(d, madd(v128.load(d, 32), v128.load(g, 32), w2), 32);
      v128.store(d, madd(v128.load(d, 48), v128.load(g, 48), w3), 48);
      g += pixel; d += step;
    }
  }
  for (; c + 4 <= channels; c += 4) {
    const at = <usize>(c << 2), w = v128.load(weight + at);
    let g = gradient + at, d = dx + at;
    for (let n = count; n > 0; n--, g += pixel, d += step) v128.store(d, madd(v128.load(d), v128.load(g), w));
  }
  for (; c < channels; c++) {
    const at = <usize>(c << 2), w = load<f32>(weight + at);
    let g = gradient + at, d = dx + at;
    for (let n = count; n > 0; n--, g += pixel, d += step) store<f32>(d, load<f32>(d) + load<f32>(g) * w);
  }
}
