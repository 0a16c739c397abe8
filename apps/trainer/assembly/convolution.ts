import { ChannelGradient, gradientRows } from "./channel";
import { gatherPatches, Geometry, isPointwise, patchSize, scatterPatches } from "./geometry";
import { addOuter, Product, product } from "./product";
import { copyFloats, roundUp } from "./simd";
import { addMoments } from "./statistics";

@unmanaged
export class ConvolutionArgs extends Geometry {
  x: usize;
  /** Filter [patch, outChannels] in panels. */
  panels: usize;
  /** [outChannels], or 0. */
  bias: usize;
  y: usize;
  low: f32;
  high: f32;
  rowsPerChunk: i32;
  /** Rows worked on at a time. */
  blockRows: i32;
  /** [chunks][2][outChannels] moments of y, see statistics.ts; 0 for none. */
  moments: usize;
  scratch: usize;
  scratchBytes: i32;
}

/** One chunk is `rowsPerChunk` output pixels. Scratch: a Product and its tile, then the patches. */
export function convolution(args: usize, chunk: i32, thread: i32): void {
  const p = changetype<ConvolutionArgs>(args);
  const scratch = p.scratch + <usize>thread * p.scratchBytes;
  const from = chunk * p.rowsPerChunk;
  const to = min(p.rows, from + p.rowsPerChunk);
  const depth = patchSize(p), channels = p.outChannels, stride = channels << 2;
  const direct = isPointwise(p);
  const patches = scratch + 256;
  const m = changetype<Product>(scratch);
  m.left = patches;
  m.leftStride = direct ? depth << 2 : roundUp(depth, 4) << 2;
  m.panels = p.panels;
  m.resultStride = stride;
  m.columns = channels;
  m.depth = depth;
  m.bias = p.bias;
  m.low = p.low;
  m.high = p.high;
  m.tile = scratch + 128;
  const sums = p.moments + <usize>(chunk * 2) * stride;
  if (p.moments) memory.fill(sums, 0, 2 * stride);
  for (let first = from; first < to; first += p.blockRows) {
    m.rows = min(p.blockRows, to - first);
    if (direct) m.left = p.x + <usize>first * m.leftStride;
    else gatherPatches(p, p.x, first, m.rows, patches, m.leftStride);
    m.result = p.y + <usize>first * stride;
    product(m);
    if (p.moments) {
      addMoments(m.result, stride, m.rows, channels, p.y + <usize>from * stride, sums, sums + stride);
    }
  }
}

@unmanaged
export class ConvolutionGradientArgs extends Geometry {
  x: usize;
  /** A ChannelGradient: how dy becomes the gradient of the convolution's output. */
  gradient: usize;
  /** Transposed filter [outChannels, patch] in panels. */
  panels: usize;
  /** 0 when the input needs no gradient. */
  dx: usize;
  rowsPerChunk: i32;
  blockRows: i32;
  /** [chunks] filter gradients [patch rounded up to 4, outChannels rounded up to 8]; 0 for none. */
  filters: usize;
  /** [chunks][outChannels] sums of the gradient; 0 for none. */
  sums: usize;
  scratch: usize;
  scratchBytes: i32;
}

/**
 * One chunk is `rowsPerChunk` output pixels, and has filter gradient and sums of its own; with `dx` and
 * a filter larger than one pixel it must be whole images. Scratch: a Product and its tile, the rows of
 * the gradient, the patches.
 */
export function convolutionGradient(args: usize, chunk: i32, thread: i32): void {
  const p = changetype<ConvolutionGradientArgs>(args);
  const scratch = p.scratch + <usize>thread * p.scratchBytes;
  const from = chunk * p.rowsPerChunk, to = min(p.rows, from + p.rowsPerChunk);
  const depth = patchSize(p), channels = p.outChannels;
  const direct = isPointwise(p);
  const patchStride = direct ? depth << 2 : spread(roundUp(depth, 4) << 2);
  const stride = spread(roundUp(channels, 8) << 2);
  const gradient = scratch + 256;
  const patches = gradient + <usize>(p.blockRows * stride);
  const filterBytes = roundUp(depth, 4) * roundUp(channels, 8) << 2;
  const filter = p.filters + <usize>chunk * filterBytes;
  const sums = p.sums + <usize>chunk * (channels << 2);
  if (p.filters) memory.fill(filter, 0, filterBytes);
  if (p.sums) memory.fill(sums, 0, channels << 2);
  if (p.dx && !direct) zeroImages(p, from, to);
  const m = changetype<Product>(scratch);
  m.left = gradient;
  m.leftStride = stride;
  m.panels = p.panels;
  m.resultStride = patchStride;
  m.columns = depth;
  m.depth = channels;
  m.bias = 0;
  m.low = -Infinity;
  m.high = Infinity;
  m.tile = scratch + 128;
  for (let first = from; first < to; first += p.blockRows) {
    const rows = min(p.blockRows, to - first);
    gradientRows(changetype<ChannelGradient>(p.gradient), first, rows, channels, gradient, stride);
    if (p.sums) addColumns(gradient, stride, rows, channels, sums);
    if (p.filters) addFilterGradient(p, first, rows, gradient, stride, patches, patchStride, filter);
    if (!p.dx) continue;
    m.rows = rows;
    m.result = direct ? p.dx + <usize>first * patchStride : patches;
    product(m);
    if (!direct) scatterPatches(p, patches, patchStride, first, rows, p.dx);
  }
}

function addFilterGradient(
  p: ConvolutionGradientArgs, first: i32, rows: i32,
  gradient: usize, stride: i32, patches: usize, patchStride: i32, filter: usize,
): void {
  const depth = patchSize(p), channels = p.outChannels;
  if (!isPointwise(p)) {
    gatherPatches(p, p.x, first, rows, patches, patchStride);
    addOuter(patches, patchStride, gradient, stride, rows, depth, channels, filter);
    return;
  }
  const left = p.x + <usize>first * patchStride;
  const apart = spread(patchStride);
  if (apart == patchStride) {
    addOuter(left, patchStride, gradient, stride, rows, depth, channels, filter);
    return;
  }
  for (let row: i32 = 0; row < rows; row++) {
    copyFloats(patches + <usize>(row * apart), left + <usize>(row * patchStride), depth);
  }
  addOuter(patches, apart, gradient, stride, rows, depth, channels, filter);
}

/**
 * Bytes from row to row such that neighbouring rows' columns do not fall on the same few lines of the
 * first-level cache, as they do at multiples of 1 KiB.
 */
function spread(stride: i32): i32 {
  return stride % 1024 == 0 ? stride + 64 : stride;
}

function zeroImages(p: ConvolutionGradientArgs, from: i32, to: i32): void {
  const pixels = p.outHeight * p.outWidth;
  const bytes = <usize>(p.inHeight * p.inWidth) * p.inChannels * 4;
  memory.fill(p.dx + <usize>(from / pixels) * bytes, 0, <usize>((to - from) / pixels) * bytes);
}

/** sums += the rows' sum, taken block by block so that few small numbers meet one large. */
function addColumns(rows: usize, stride: i32, count: i32, channels: i32, sums: usize): void {
  let c: i32 = 0;
  for (; c + 4 <= channels; c += 4) {
    let sum = f32x4.splat(0), row = rows + (c << 2);
    for (let r: i32 = 0; r < count; r++, row += stride) sum = f32x4.add(sum, v128.load(row));
    v128.store(sums + (c << 2), f32x4.add(v128.load(sums + (c << 2)), sum));
  }
  for (; c < channels; c++) {
    let sum: f32 = 0, row = rows + (c << 2);
    for (let r: i32 = 0; r < count; r++, row += stride) sum += load<f32>(row);
    store<f32>(sums + (c << 2), load<f32>(sums + (c << 2)) + sum);
  }
}
