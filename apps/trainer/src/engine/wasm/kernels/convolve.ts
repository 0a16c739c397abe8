import * as tf from "@tensorflow/tfjs-core";
import type { Compute, Take } from "../compute/compute.ts";
import {
  type ConvInfo,
  geometryOf,
  isPointwise,
  type Limits,
  patchSize,
  roundUp,
} from "./context.ts";

/** A forward pass; addresses on the heap, 0 for what is absent. */
export interface Convolve extends Limits {
  readonly info: ConvInfo;
  readonly depthwise: boolean;
  readonly x: number;
  readonly filter: number;
  /** Factor per output channel that is folded into the filter. */
  readonly scale: number;
  /** Added per output channel. */
  readonly shift: number;
  readonly y: number;
}

/** Moments of the output that were gathered on the way, see assembly/statistics.ts. */
export interface Moments {
  readonly partial: number;
  readonly rowsPerChunk: number;
}

/** Bytes in front of a thread's scratch: its product record and one tile. */
export const SCRATCH_HEAD = 256;
/** Rows at a time must fit into the second-level cache together with a part of the filter. */
const BLOCK_BYTES = 384 * 1024;
const CHUNKS = 64;

/** y = clamp(conv(x, filter * scale) + shift). */
export function convolve(compute: Compute, task: Convolve): void {
  compute.withScratch((take) => {
    if (task.depthwise) depthwise(compute, take, { task, moments: false });
    else dense(compute, take, { task, moments: false });
  });
}

/** The same, and gathers the moments of y per channel into memory that `take` hands out. */
export function convolveWithMoments(compute: Compute, take: Take, task: Convolve): Moments {
  const job = { task, moments: true };
  return task.depthwise ? depthwise(compute, take, job) : dense(compute, take, job);
}

interface Job {
  readonly task: Convolve;
  readonly moments: boolean;
}

function dense(compute: Compute, take: Take, { task, moments }: Job): Moments {
  const { info, x, shift: bias, y, low, high } = task;
  const geometry = geometryOf(info);
  const { rows, outChannels } = geometry;
  const depth = patchSize(info);
  const panels = packFilter(compute, take, task);
  const blockRows = blockRowsFor(isPointwise(info) ? 0 : depth);
  const rowsPerChunk = roundUp(Math.ceil(rows / CHUNKS), blockRows);
  const chunks = Math.ceil(rows / rowsPerChunk);
  const partial = moments ? take(chunks * 2 * outChannels * 4) : 0;
  const scratchBytes = SCRATCH_HEAD + blockRows * roundUp(depth, 4) * 4;
  const record = compute.record(take, "ConvolutionArgs", {
    ...geometry,
    x,
    panels,
    bias,
    y,
    low,
    high,
    rowsPerChunk,
    blockRows,
    moments: partial,
    scratch: take(compute.threads * scratchBytes),
    scratchBytes,
  });
  compute.run("convolution", record, chunks);
  return { partial, rowsPerChunk };
}

/** Rows of `depth` floats to gather at a time; pointwise convolutions gather none. */
function blockRowsFor(depth: number): number {
  const fitting = depth === 0 ? 64 : Math.floor(BLOCK_BYTES / (4 * depth));
  return Math.max(8, Math.min(64, fitting - (fitting % 4)));
}

function packFilter(compute: Compute, take: Take, { info, filter, scale }: Convolve): number {
  const [rows, columns] = [patchSize(info), info.outChannels];
  const panels = take(rows * roundUp(columns, 8) * 4);
  const record = compute.record(take, "PackArgs", {
    source: filter,
    panels,
    rows,
    columns,
    rowStep: columns,
    columnStep: 1,
    columnScale: scale,
  });
  compute.run("packPanels", record, Math.ceil(columns / 8));
  return panels;
}

function depthwise(compute: Compute, take: Take, { task, moments }: Job): Moments {
  const { info, x, shift: bias, y, low, high } = task;
  const geometry = geometryOf(info);
  const filter = task.scale ? scaledFilter(compute, take, task) : task.filter;
  const lines = info.batchSize * info.outHeight;
  const linesPerChunk = Math.ceil(lines / CHUNKS);
  const chunks = Math.ceil(lines / linesPerChunk);
  const partial = moments ? take(chunks * 2 * info.outChannels * 4) : 0;
  const record = compute.record(take, "DepthwiseArgs", {
    ...geometry,
    x,
    filter,
    bias,
    y,
    low,
    high,
    linesPerChunk,
    moments: partial,
  });
  compute.run("depthwise", record, chunks);
  return { partial, rowsPerChunk: linesPerChunk * info.outWidth };
}

/** A depthwise filter times the factor of each channel. */
export function scaledFilter(
  compute: Compute,
  take: Take,
  { info, filter, scale }: Pick<Convolve, "info" | "filter" | "scale">,
): number {
  const rows = info.filterHeight * info.filterWidth;
  const y = take(rows * info.inChannels * 4);
  const record = compute.record(take, "ScaleShiftArgs", {
    x: filter,
    y,
    scale,
    rows,
    channels: info.inChannels,
    rowsPerChunk: rows,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
  compute.run("scaleShiftRows", record, 1);
  return y;
}

interface Kernel {
  readonly kernel: string;
  readonly attrs: object;
}

/**
 * A depthwise convolution with several filters per channel, made of those with one each. tfjs's own kernel
 * pads wrongly where a filter is one pixel high and its stride is two.
 */
export function convolveWithSeveral(
  { x, filter }: { x: tf.TensorInfo; filter: tf.TensorInfo },
  { kernel, attrs }: Kernel,
): tf.Tensor {
  return tf.tidy(() => {
    const parts = alongLast(filter).map((filter) =>
      run(kernel, { x: x as tf.Tensor, filter }, attrs),
    );
    const [{ shape }] = parts as [tf.Tensor];
    const channels = (shape[3] ?? 0) * parts.length;
    return tf.reshape(tf.stack(parts, 4), [...shape.slice(0, 3), channels]);
  });
}

/** dx of a depthwise convolution with several filters per channel: the sum over those with one each. */
export function inputGradientOfSeveral(
  { dy, filter }: { dy: tf.TensorInfo; filter: tf.TensorInfo },
  { kernel, attrs }: Kernel,
): tf.TensorInfo {
  return tf.tidy(() => {
    const [dys, filters] = [perFilter(dy, multiplierOf(filter.shape)), alongLast(filter)];
    const parts = dys.map((dy, at) => run(kernel, { dy, filter: filters[at]! }, attrs));
    return parts.reduce((sum, part) => tf.add(sum, part));
  });
}

/** dfilter of the same: each filter sees its own outputs only. */
export function filterGradientOfSeveral(
  { x, dy }: { x: tf.TensorInfo; dy: tf.TensorInfo },
  { kernel, attrs }: { kernel: string; attrs: { readonly filterShape: readonly number[] } },
): tf.TensorInfo {
  return tf.tidy(() => {
    const filterShape = [...attrs.filterShape.slice(0, 3), 1];
    const parts = perFilter(dy, multiplierOf(attrs.filterShape)).map((dy) =>
      run(kernel, { x: x as tf.Tensor, dy }, { ...attrs, filterShape }),
    );
    return tf.concat(parts, 3);
  });
}

function multiplierOf(filterShape: readonly number[]): number {
  return filterShape[3] ?? 1;
}

/** The outputs of each channel's first filter, second filter, …: they lie side by side, channel by channel. */
function perFilter(dy: tf.TensorInfo, multiplier: number): tf.Tensor[] {
  const shape = dy.shape.slice(0, 3);
  const channels = (dy.shape[3] ?? 0) / multiplier;
  const split = tf.reshape(asTensor(dy), [...shape, channels, multiplier]);
  return tf.split(split, multiplier, 4).map((part) => tf.reshape(part, [...shape, channels]));
}

function alongLast(filter: tf.TensorInfo): tf.Tensor[] {
  return tf.split(asTensor(filter), multiplierOf(filter.shape), 3);
}

/** A second tensor over the same values, which the tidy disposes. */
function asTensor(info: tf.TensorInfo): tf.Tensor {
  return tf.reshape(info as tf.Tensor, info.shape);
}

function run(kernel: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.Tensor {
  const options = { ...attrs } as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(kernel, inputs, options) as tf.Tensor;
}
