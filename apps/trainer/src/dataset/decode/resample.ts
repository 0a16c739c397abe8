import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { AppError } from "@graft/core/contract/errors";
import { MemoryBudget } from "./memory-budget.ts";

/** 8-bit RGB, shape [height, width, 3]. */
export interface RgbImage {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** What each of the `size` results along one side is the weighted sum of. */
interface Weights {
  /** First source pixel and number of source pixels of each result. */
  readonly spans: Int32Array;
  /** Weights times 2^22, `taps` for each result. */
  readonly weights: Int32Array;
  readonly taps: number;
}

type Address = number;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly resampleRows: (...numbers: number[]) => void;
  readonly resampleColumns: (...numbers: number[]) => void;
}

/** Radius of the Lanczos kernel, in source pixels when enlarging, in result pixels when shrinking. */
const RADIUS = 3;
const ONE = 2 ** 22;
const PAGE = 2 ** 16;
/**
 * Source pixels are copied to the kernel in pieces of at most this many bytes, or of one row; between
 * two of them others may run, so that an interruption is heard.
 */
const PIECE = 2 ** 22;
/** Weights kept for the next image of the same size, which most data sets are full of. */
const KEPT_WEIGHTS = 64;
const KERNELS = new URL("../../generated/kernels.wasm", import.meta.url);

/** One image at a time: the kernel has one memory. */
const turn = new MemoryBudget(1);
let opened: Kernel | undefined;
const keptWeights = new Map<string, Weights>();

/**
 * Fits an image to a square: the largest centred square of it is shrunk or enlarged with the Lanczos
 * kernel (a = 3). Bit for bit what Pillow's `ImageOps.fit(image, (side, side), Image.LANCZOS)` returns,
 * which most published nets were trained and tested with.
 *
 * libvips (sharp) cannot replace it: it enlarges bicubically, shifted by half a pixel, shrinks by a box
 * first when the factor is above 4, and rounds the scale to whole pixels of the uncropped image.
 *
 * @returns Shape [side, side, 3].
 */
export function coverSquare(image: RgbImage, side: number): Promise<Uint8Array> {
  return turn.hold(1, () => resample(image, side));
}

async function resample({ pixels, width, height }: RgbImage, side: number): Promise<Uint8Array> {
  const square = Math.min(width, height);
  const left = (width - square) / 2;
  const top = (height - square) / 2;
  const across = weightsFor({ length: width, from: left, to: left + square, size: side });
  const down = weightsFor({ length: height, from: top, to: top + square, size: side });
  // Only these rows are seen; the second pass counts from the first of them.
  const firstRow = down.spans[0]!;
  const rows = down.spans.at(-2)! + down.spans.at(-1)! - firstRow;
  const spans = down.spans.map((value, i) => (i % 2 === 0 ? value - firstRow : value));

  opened ??= openKernel();
  const { memory, resampleRows, resampleColumns } = opened;
  const line = width * 3;
  const piece = Math.min(rows, Math.max(1, Math.floor(PIECE / line)));
  const stride = multipleOf16(side * 3 + 1);
  const [acrossAt, downAt, source, between, target] = layOut(memory, [
    across.spans.byteLength + across.weights.byteLength,
    spans.byteLength + down.weights.byteLength,
    piece * line + 1,
    rows * stride,
    side * stride,
  ]) as [Address, Address, Address, Address, Address];
  const bytes = new Uint8Array(memory.buffer);
  const put = (values: Int32Array, at: Address) =>
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
  put(across.spans, acrossAt);
  put(across.weights, acrossAt + across.spans.byteLength);
  put(spans, downAt);
  put(down.weights, downAt + spans.byteLength);

  for (let row = 0; row < rows; row += piece) {
    if (row > 0) await setImmediate();
    const count = Math.min(piece, rows - row);
    const start = (firstRow + row) * line;
    bytes.set(pixels.subarray(start, start + count * line), source);
    const to = between + row * stride;
    const weights = acrossAt + across.spans.byteLength;
    resampleRows(source, line, count, to, stride, side, acrossAt, weights, across.taps);
  }
  const weights = downAt + spans.byteLength;
  resampleColumns(between, stride, target, side, downAt, weights, down.taps);

  const fitted = new Uint8Array(side * side * 3);
  for (let row = 0; row < side; row++) {
    const start = target + row * stride;
    fitted.set(bytes.subarray(start, start + side * 3), row * side * 3);
  }
  return fitted;
}

/** A part of a side of `length` pixels, and the number of pixels that it becomes. */
interface Along {
  readonly length: number;
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

function weightsFor(along: Along): Weights {
  const key = JSON.stringify(along);
  const kept = keptWeights.get(key);
  if (kept) return kept;
  if (keptWeights.size >= KEPT_WEIGHTS) keptWeights.clear();
  const weights = lanczosWeights(along);
  keptWeights.set(key, weights);
  return weights;
}

/**
 * Pillow's `precompute_coeffs`: the part from `from` to `to` of a side of `length` pixels becomes
 * `size` pixels. Pixels outside the part, but inside the image, are seen too.
 */
function lanczosWeights({ length, from, to, size }: Along): Weights {
  const scale = (to - from) / size;
  const stretch = Math.max(1, scale);
  const reach = RADIUS * stretch;
  const taps = Math.ceil(reach) * 2 + 1;
  const spans = new Int32Array(size * 2);
  const weights = new Int32Array(size * taps);
  const exact = new Float64Array(taps);
  for (let i = 0; i < size; i++) {
    const centre = from + (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const count = Math.min(length, Math.trunc(centre + reach + 0.5)) - first;
    let sum = 0;
    for (let tap = 0; tap < count; tap++) {
      exact[tap] = lanczos((first + tap - centre + 0.5) / stretch);
      sum += exact[tap]!;
    }
    for (let tap = 0; tap < count; tap++) {
      const weight = (exact[tap]! / sum) * ONE;
      weights[i * taps + tap] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
    spans[2 * i] = first;
    spans[2 * i + 1] = count;
  }
  return { spans, weights, taps };
}

function lanczos(x: number): number {
  return x >= -RADIUS && x < RADIUS ? sinc(x) * sinc(x / RADIUS) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** Addresses of blocks of these sizes, in a memory that is grown to hold them. */
function layOut(memory: WebAssembly.Memory, sizes: readonly number[]): Address[] {
  let end = 0;
  const addresses = sizes.map((size) => {
    const start = end;
    end += multipleOf16(size);
    return start;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return addresses;
}

function multipleOf16(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

/** The kernels' module a second time, on a memory that no engine uses. */
function openKernel(): Kernel {
  try {
    // At most 16,384 rows of 1,024 pixels between the passes: far below 256 MiB.
    const memory = new WebAssembly.Memory({ initial: 256, maximum: 4096, shared: true });
    const module = new WebAssembly.Module(readFileSync(KERNELS));
    const { exports } = new WebAssembly.Instance(module, { env: { memory } });
    return { memory, ...exports } as unknown as Kernel;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new AppError({
      code: "DEVICE_UNAVAILABLE",
      message: `The compiled kernels that resize images could not be started: ${problem}`,
      hint: "Run `npm run setup`.",
      cause: error,
    });
  }
}
