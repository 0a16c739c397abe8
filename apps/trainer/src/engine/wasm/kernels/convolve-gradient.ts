import type { Compute, RecordValues, Take } from "../compute/compute.ts";
import { type ConvInfo, geometryOf, isPointwise, patchSize, roundUp } from "./context.ts";
import { SCRATCH_HEAD, scaledFilter } from "./convolve.ts";

/** A backward pass; addresses on the heap, 0 for what is absent or not wanted. */
export interface ConvolveGradient {
  readonly info: ConvInfo;
  readonly depthwise: boolean;
  readonly x: number;
  readonly filter: number;
  /** Factor per output channel that was folded into the filter. */
  readonly scale: number;
  /** How the gradient of the block's output becomes that of the convolution's, see assembly/channel.ts. */
  readonly gradient: RecordValues<"ChannelGradient">;
  readonly dx: number;
  /** Gradient of the filter. */
  readonly dfilter: number;
  /** Gradient of `scale`. */
  readonly dscale: number;
  /** Sum of the gradient per channel: that of a shift or bias. */
  readonly dshift: number;
}

/** Partial filter gradients may take this much together. */
const PARTIAL_BYTES = 16 * 2 ** 20;
const MAX_CHUNKS = 16;
const MIN_CHUNKS = 4;
const BLOCK_BYTES = 384 * 1024;
const SPREAD = 16;

/** Gradients of a convolution with respect to all that is wanted, in one pass over its tensors. */
export function convolveGradient(compute: Compute, task: ConvolveGradient): void {
  compute.withScratch((take) => {
    const parts = task.depthwise ? depthwise(compute, take, task) : dense(compute, take, task);
    const { info, dfilter, dshift, dscale, filter, scale } = task;
    const columns = info.outChannels;
    const { filters, filterRows: rows } = parts;
    if (dfilter) merge(compute, take, { ...parts, parts: filters, rows, columns, target: dfilter });
    if (dshift) {
      const matrix = { parts: parts.sums, partFloats: columns, stride: columns };
      merge(compute, take, { ...parts, ...matrix, rows: 1, columns, target: dshift });
    }
    if (!scale || !dfilter) return;
    const fields = { filter, gradient: dfilter, rows, columns, scale };
    const scaleGradient = dscale || take(columns * 4);
    const record = compute.record(take, "FoldedFilterArgs", { ...fields, scaleGradient });
    compute.run("foldedFilterGradient", record, Math.ceil(columns / 16));
  });
}

interface Parts {
  readonly numParts: number;
  readonly filters: number;
  readonly filterRows: number;
  readonly sums: number;
  readonly partFloats: number;
  readonly stride: number;
}

function dense(compute: Compute, take: Take, task: ConvolveGradient): Parts {
  const { info, x, dx, dfilter, dshift } = task;
  const geometry = geometryOf(info);
  const { rows, outChannels } = geometry;
  const depth = patchSize(info);
  const stride = roundUp(outChannels, 8);
  const partFloats = roundUp(depth, 4) * stride;
  const rowsPerChunk = rowsPerChunkFor(task, partFloats * 4);
  const chunks = Math.ceil(rows / rowsPerChunk);
  const fitting = Math.floor(BLOCK_BYTES / (4 * (stride + depth)));
  const blockRows = Math.max(8, Math.min(64, fitting - (fitting % 4)));
  // Rows may be set a little apart, see assembly/convolution.ts.
  const scratchBytes = SCRATCH_HEAD + blockRows * (stride + roundUp(depth, 4) + 2 * SPREAD) * 4;
  const filters = dfilter ? take(chunks * partFloats * 4) : 0;
  const sums = dshift ? take(chunks * outChannels * 4) : 0;
  const record = compute.record(take, "ConvolutionGradientArgs", {
    ...geometry,
    x,
    dx,
    rowsPerChunk,
    blockRows,
    filters,
    sums,
    scratchBytes,
    gradient: compute.record(take, "ChannelGradient", task.gradient),
    panels: dx ? packTransposed(compute, take, task) : 0,
    scratch: take(compute.threads * scratchBytes),
  });
  compute.run("convolutionGradient", record, chunks);
  return { numParts: chunks, filters, filterRows: depth, sums, partFloats, stride };
}

/** A function of the shapes alone: the number of threads must not change the order of the sums. */
function rowsPerChunkFor({ info, dx }: ConvolveGradient, partBytes: number): number {
  const fitting = Math.floor(PARTIAL_BYTES / partBytes);
  const chunks = Math.max(MIN_CHUNKS, Math.min(MAX_CHUNKS, fitting));
  const pixels = info.outHeight * info.outWidth;
  // A larger filter's input gradient reaches into the neighbours' pixels: no image is shared out.
  if (dx && !isPointwise(info)) return Math.ceil(info.batchSize / chunks) * pixels;
  return roundUp(Math.ceil((info.batchSize * pixels) / chunks), 64);
}

function packTransposed(
  compute: Compute,
  take: Take,
  { info, filter, scale }: ConvolveGradient,
): number {
  const [rows, columns] = [info.outChannels, patchSize(info)];
  const panels = take(rows * roundUp(columns, 8) * 4);
  const record = compute.record(take, "PackArgs", {
    source: filter,
    panels,
    rows,
    columns,
    rowStep: 1,
    columnStep: rows,
    rowScale: scale,
  });
  compute.run("packPanels", record, Math.ceil(columns / 8));
  return panels;
}

function depthwise(compute: Compute, take: Take, task: ConvolveGradient): Parts {
  const { info, x, dx, dfilter, dshift, scale } = task;
  const channels = info.inChannels;
  const filterRows = info.filterHeight * info.filterWidth;
  const partFloats = filterRows * channels;
  const images = info.batchSize;
  const filters = dfilter ? take(images * partFloats * 4) : 0;
  const sums = dshift ? take(images * channels * 4) : 0;
  const scratchBytes = info.outWidth * channels * 4;
  const record = compute.record(take, "DepthwiseGradientArgs", {
    ...geometryOf(info),
    x,
    dx,
    filters,
    sums,
    scratchBytes,
    filter: scale ? scaledFilter(compute, take, task) : task.filter,
    gradient: compute.record(take, "ChannelGradient", task.gradient),
    scratch: take(compute.threads * scratchBytes),
  });
  compute.run("depthwiseGradient", record, images);
  return { numParts: images, filters, filterRows, sums, partFloats, stride: channels };
}

function merge(compute: Compute, take: Take, matrix: RecordValues<"MergeArgs">): void {
  const rows = matrix.rows ?? 0;
  const rowsPerChunk = Math.ceil(16_384 / Math.max(1, matrix.columns ?? 1));
  const record = compute.record(take, "MergeArgs", { ...matrix, rowsPerChunk });
  compute.run("mergeParts", record, Math.ceil(rows / rowsPerChunk));
}
