import { readFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { AppError } from "@graft/core/contract/errors";
import { coverWeights } from "@graft/core/learning/model/cover-square";
import { MemoryBudget } from "./memory-budget.ts";

/** 8-bit RGB, shape [height, width, 3]. */
export interface RgbImage {
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

type Address = number;

interface Kernel {
  readonly memory: WebAssembly.Memory;
  readonly resampleRows: (...numbers: number[]) => void;
  readonly resampleColumns: (...numbers: number[]) => void;
}

const PAGE = 2 ** 16;
/**
 * Source pixels are copied to the kernel in pieces of at most this many bytes, or of one row; between
 * two of them others may run, so that an interruption is heard.
 */
const PIECE = 2 ** 22;
const KERNELS = new URL("../../generated/kernels.wasm", import.meta.url);

/** One image at a time: the kernel has one memory. */
const turn = new MemoryBudget(1);
let opened: Kernel | undefined;

/**
 * Fits an image to a square: the largest centred square of it is shrunk or enlarged with the Lanczos
 * kernel (a = 3). Bit for bit what Pillow's `ImageOps.fit(image, (side, side), Image.LANCZOS)` returns,
 * which most published nets were trained and tested with; core's `coverSquare` is the same in JavaScript.
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
  const { across, down } = coverWeights({ width, height }, side);
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
