/** What each result along one side is the weighted sum of. */
export interface Weights {
  /** First source pixel and number of source pixels of each result. */
  readonly spans: Int32Array;
  /** Weights times 2^22, `taps` for each result. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/** A rectangle of an image, in whole pixels. */
export interface ImagePart {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** An image that is read piece by piece, so that a large one never has to be in memory as a whole. */
export interface ImageSource {
  readonly width: number;
  readonly height: number;
  /** RGBA, shape [height, width, 4] of the part; alpha is not looked at. */
  read(part: ImagePart): Promise<Uint8ClampedArray | Uint8Array>;
}

/** Radius of the Lanczos kernel, in source pixels when enlarging, in result pixels when shrinking. */
const RADIUS = 3;
const PRECISION = 22;
const ONE = 2 ** PRECISION;
const HALF = 2 ** (PRECISION - 1);
/** Pixels that are read at a time, or one row. */
const PIECE = 2 ** 20;

/**
 * The largest centred square of an image, shrunk or enlarged with the Lanczos kernel (a = 3): bit for bit
 * what Pillow's `ImageOps.fit(image, (side, side), Image.LANCZOS)` returns. This is the portable form; the
 * trainer computes the same with a WebAssembly kernel.
 *
 * @param side In pixels.
 * @returns RGB, shape [side, side, 3].
 */
export async function coverSquare(source: ImageSource, side: number): Promise<Uint8Array> {
  const { across, down } = coverWeights(source, side);
  const [left, top] = [across.spans[0]!, down.spans[0]!];
  const width = across.spans.at(-2)! + across.spans.at(-1)! - left;
  const height = down.spans.at(-2)! + down.spans.at(-1)! - top;
  const narrow = new Uint8Array(height * side * 3);
  const piece = Math.max(1, Math.floor(PIECE / width));
  for (let row = 0; row < height; row += piece) {
    const part = { left, top: top + row, width, height: Math.min(piece, height - row) };
    resampleRows(await source.read(part), narrow.subarray(row * side * 3), { part, across });
  }
  return resampleColumns(narrow, down, side);
}

function resampleRows(
  pixels: Uint8ClampedArray | Uint8Array,
  target: Uint8Array,
  { part, across }: { part: ImagePart; across: Weights },
): void {
  const { spans, weights, taps } = across;
  const size = spans.length / 2;
  for (let row = 0, to = 0; row < part.height; row++) {
    const line = row * part.width * 4;
    for (let x = 0; x < size; x++, to += 3) {
      let at = line + (spans[2 * x]! - part.left) * 4;
      const end = x * taps + spans[2 * x + 1]!;
      let [red, green, blue] = [HALF, HALF, HALF];
      for (let tap = x * taps; tap < end; tap++, at += 4) {
        const weight = weights[tap]!;
        red += weight * pixels[at]!;
        green += weight * pixels[at + 1]!;
        blue += weight * pixels[at + 2]!;
      }
      target[to] = toByte(red);
      target[to + 1] = toByte(green);
      target[to + 2] = toByte(blue);
    }
  }
}

/** @param rows Those that the results see, shape [n, side, 3]. */
function resampleColumns(rows: Uint8Array, down: Weights, side: number): Uint8Array {
  const { spans, weights, taps } = down;
  const stride = side * 3;
  const fitted = new Uint8Array(side * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < side; y++) {
    sums.fill(HALF);
    let from = (spans[2 * y]! - spans[0]!) * stride;
    const end = y * taps + spans[2 * y + 1]!;
    for (let tap = y * taps; tap < end; tap++) {
      const weight = weights[tap]!;
      for (let i = 0; i < stride; i++) sums[i]! += weight * rows[from + i]!;
      from += stride;
    }
    for (let i = 0; i < stride; i++) fitted[y * stride + i] = toByte(sums[i]!);
  }
  return fitted;
}

/** An 8-bit value from a sum of weighted values, limited to [0, 255]. */
function toByte(sum: number): number {
  const value = sum >> PRECISION;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** The weights along both sides that make the largest centred square of an image `side` pixels wide and high. */
export function coverWeights(
  { width, height }: { width: number; height: number },
  side: number,
): { across: Weights; down: Weights } {
  const square = Math.min(width, height);
  const left = (width - square) / 2;
  const top = (height - square) / 2;
  return {
    across: weightsFor({ length: width, from: left, to: left + square, size: side }),
    down: weightsFor({ length: height, from: top, to: top + square, size: side }),
  };
}

/** A part of a side of `length` pixels, and the number of pixels that it becomes. */
interface Along {
  readonly length: number;
  readonly from: number;
  readonly to: number;
  readonly size: number;
}

/** Weights kept for the next image of the same size, which most data sets are full of. */
const KEPT_WEIGHTS = 64;
const keptWeights = new Map<string, Weights>();

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
