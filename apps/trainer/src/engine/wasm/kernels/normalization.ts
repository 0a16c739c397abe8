import type { Compute, RecordValues, Take } from "../compute/compute.ts";
import { chunksOf, type Limits } from "./context.ts";
import type { Moments } from "./convolve.ts";

/** Addresses of per-channel vectors. */
export interface Statistics {
  readonly mean: number;
  readonly variance: number;
  readonly gamma: number;
  readonly beta: number;
}

/** Normalization as a factor and a summand per channel. */
export interface Folded {
  readonly scale: number;
  readonly shift: number;
  readonly reciprocalDeviation: number;
}

interface Matrix {
  readonly rows: number;
  readonly channels: number;
}

/** Gathers the moments of a matrix per channel. */
export function gatherMoments(
  compute: Compute,
  take: Take,
  { x, rows, channels }: Matrix & { x: number },
): Moments {
  const { rowsPerChunk, chunks } = chunksOf(rows, channels);
  const partial = take(chunks * 2 * channels * 4);
  const record = compute.record(take, "MomentsArgs", { x, rows, channels, rowsPerChunk, partial });
  compute.run("momentsOfRows", record, chunks);
  return { partial, rowsPerChunk };
}

/** Mean and variance of `x` from its moments. */
export function mergeMoments(
  compute: Compute,
  take: Take,
  values: Moments & Matrix & { x: number; mean: number; variance: number },
): void {
  const record = compute.record(take, "MomentsArgs", values);
  compute.run("mergeMoments", record, Math.ceil(values.channels / 16));
}

export function foldNormalization(
  compute: Compute,
  take: Take,
  { channels, epsilon, ...statistics }: Statistics & { channels: number; epsilon: number },
): Folded {
  const vector = () => take(channels * 4);
  const folded = { scale: vector(), shift: vector(), reciprocalDeviation: vector() };
  const values = { channels, epsilon, ...statistics, ...folded };
  compute.run("foldNormalization", compute.record(take, "FoldArgs", values), 1);
  return folded;
}

/** y = clamp(x * scale + shift). */
export function scaleShift(
  compute: Compute,
  values: Matrix & Limits & { x: number; y: number; scale: number; shift: number },
): void {
  const { rowsPerChunk, chunks } = chunksOf(values.rows, values.channels);
  compute.withScratch((take) => {
    const record = compute.record(take, "ScaleShiftArgs", { ...values, rowsPerChunk });
    compute.run("scaleShiftRows", record, chunks);
  });
}

/** Sums per channel: of dy, and of dy * (y - centre). */
export function channelSums(
  compute: Compute,
  values: Matrix & Omit<RecordValues<"ChannelSumsArgs">, "partial" | "blocks" | "rowsPerChunk">,
): void {
  const { rows, channels } = values;
  const { rowsPerChunk, chunks } = chunksOf(rows, channels);
  compute.withScratch((take) => {
    const partial = take(chunks * 2 * channels * 4);
    const blocks = take(compute.threads * 2 * channels * 4);
    const fields = { ...values, rowsPerChunk, partial, blocks };
    const record = compute.record(take, "ChannelSumsArgs", fields);
    compute.run("channelSums", record, chunks);
    compute.run("mergeChannelSums", record, Math.ceil(channels / 16));
  });
}

/** What dy becomes on its way back through a channel's normalization and activation. */
export function gradientOfRows(
  compute: Compute,
  values: Matrix & RecordValues<"ChannelGradient"> & { target: number },
): void {
  const { rowsPerChunk, chunks } = chunksOf(values.rows, values.channels);
  compute.withScratch((take) => {
    const record = compute.record(take, "GradientRowsArgs", { ...values, rowsPerChunk });
    compute.run("gradientOfRows", record, chunks);
  });
}

export interface NormalizationGradient extends Matrix, Limits, Statistics {
  readonly epsilon: number;
  readonly dy: number;
  /** What was normalized. */
  readonly y: number;
  readonly dgamma: number;
  readonly dbeta: number;
}

/**
 * dgamma, dbeta, and the record that turns dy into the gradient of what was normalized, with statistics
 * of the batch (Ioffe & Szegedy 2015, section 3).
 */
export function normalizationGradient(
  compute: Compute,
  take: Take,
  values: NormalizationGradient,
): RecordValues<"ChannelGradient"> {
  const { rows, channels, dy, y, low, high, mean: centre, dgamma, dbeta } = values;
  const { scale, shift, reciprocalDeviation } = foldNormalization(compute, take, values);
  const vectors = { slope: take(channels * 4), level: take(channels * 4) };
  const gradient = { mode: GRADIENT_MODES.batchNorm, dy, y, low, high, scale, shift, ...vectors };
  const sums = { sums: dbeta, products: dgamma, reciprocalDeviation };
  channelSums(compute, { ...gradient, rows, channels, centre, masked: 1, ...sums });
  return gradient;
}

/** Values of ChannelGradient's `mode`, see assembly/channel.ts. */
export const GRADIENT_MODES = { plain: 0, rectifier: 1, batchNorm: 2 } as const;
