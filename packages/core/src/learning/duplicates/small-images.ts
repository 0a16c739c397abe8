/** Longest side of a small image, in pixels. */
const MAX_SIDE = 64;

/** What is kept of each image of a data set to compare it with the others: about 8 kilobytes each. */
export interface SmallImages {
  readonly count: number;
  /** Side of a small image, in pixels: that of the images, at most 64. */
  readonly side: number;
  /** Luma, shape [n, side, side], 0 to 255: keeps its values when colours fade. */
  readonly luma: Uint8Array;
  /** Half the sum of the largest and the smallest colour, likewise: keeps its values when hues turn. */
  readonly lightness: Uint8Array;
}

/**
 * Room for the small images of `count` images, in memory that threads share.
 *
 * @param imageSide Side S of the images, in pixels.
 */
export function createSmallImages(count: number, imageSide: number): SmallImages {
  const side = Math.min(MAX_SIDE, imageSide);
  const length = count * side ** 2;
  const room = () => new Uint8Array(new SharedArrayBuffer(length));
  return { count, side, luma: room(), lightness: room() };
}

/**
 * Shrinks the image at `position` to its small image: each pixel is the mean of those it covers.
 *
 * @param pixels sRGB, shape [S, S, 3].
 */
export function shrinkImage(small: SmallImages, position: number, pixels: Uint8Array): void {
  const { side } = small;
  const from = Math.sqrt(pixels.length / 3);
  const luma = new Float32Array(from * side);
  const lightness = new Float32Array(from * side);
  const spans = spansOf(from, side);
  for (let y = 0; y < from; y++) {
    for (const [x, span] of spans.entries()) {
      let [sumLuma, sumLightness] = [0, 0];
      for (let i = 0; i < span.weights.length; i++) {
        const at = (y * from + span.start + i) * 3;
        const [r, g, b] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
        const weight = span.weights[i]!;
        sumLuma += weight * (0.299 * r + 0.587 * g + 0.114 * b);
        sumLightness += weight * 0.5 * (Math.max(r, g, b) + Math.min(r, g, b));
      }
      luma[y * side + x] = sumLuma;
      lightness[y * side + x] = sumLightness;
    }
  }
  const start = position * side ** 2;
  for (const [y, { start: first, weights }] of spans.entries()) {
    for (let x = 0; x < side; x++) {
      let [sumLuma, sumLightness] = [0, 0];
      for (let i = 0; i < weights.length; i++) {
        sumLuma += weights[i]! * luma[(first + i) * side + x]!;
        sumLightness += weights[i]! * lightness[(first + i) * side + x]!;
      }
      small.luma[start + y * side + x] = Math.round(sumLuma);
      small.lightness[start + y * side + x] = Math.round(sumLightness);
    }
  }
}

interface Span {
  readonly start: number;
  /** Of the pixels from `start` on; they sum to 1. */
  readonly weights: Float64Array;
}

/** For each of `to` pixels along a side, the pixels of `from` that it covers. */
function spansOf(from: number, to: number): Span[] {
  const step = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [low, high] = [i * step, (i + 1) * step];
    const start = Math.floor(low);
    const end = Math.min(from, Math.ceil(high - 1e-9));
    const weights = Float64Array.from(
      { length: end - start },
      (_, k) => (Math.min(high, start + k + 1) - Math.max(low, start + k)) / step,
    );
    return { start, weights };
  });
}

/** Writes the luma of an image, shape [side, side]. */
export function readLuma(small: SmallImages, image: number, into: Float64Array): void {
  into.set(small.luma.subarray(image * into.length, (image + 1) * into.length));
}

/** Writes the lightness of an image, shape [side, side]. */
export function readLightness(small: SmallImages, image: number, into: Float64Array): void {
  into.set(small.lightness.subarray(image * into.length, (image + 1) * into.length));
}

/** Writes the mean of luma and lightness of an image, shape [side, side]: changes little, whatever colours do. */
export function readGrey(small: SmallImages, image: number, into: Float64Array): void {
  const start = image * into.length;
  for (let i = 0; i < into.length; i++) {
    into[i] = (small.luma[start + i]! + small.lightness[start + i]!) / 2;
  }
}

/** Writes the sums over all pixels above and left of each corner, shape [side + 1, side + 1]; the first row and column stay 0. */
export function cornerSums(values: Float64Array, side: number, into: Float64Array): void {
  const width = side + 1;
  for (let y = 0; y < side; y++) {
    let row = 0;
    for (let x = 0; x < side; x++) {
      row += values[y * side + x]!;
      into[(y + 1) * width + x + 1] = into[y * width + x + 1]! + row;
    }
  }
}

/** A square in an image: its upper left corner and side, as fractions of the image's side. */
export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/**
 * The means of `cells` x `cells` equal cells of a square, written to `into`; cells that lie partly outside
 * the image take part with what is inside.
 *
 * @param sums From `cornerSums`.
 */
export function cellMeans(
  sums: Float64Array,
  { x, y, side: share }: Square,
  cells: number,
  into: Float64Array,
): void {
  const width = Math.sqrt(sums.length);
  const side = width - 1;
  const step = (share * side) / cells;
  const count = cells + 1;
  // Fractional corners: linear in each direction between the whole ones.
  for (let j = 0; j < count; j++) {
    const at = Math.min(side, Math.max(0, x * side + j * step));
    LEFT[j] = Math.min(side - 1, Math.floor(at));
    BEYOND[j] = at - LEFT[j]!;
  }
  for (let i = 0; i < count; i++) {
    const atY = Math.min(side, Math.max(0, y * side + i * step));
    const top = Math.min(side - 1, Math.floor(atY));
    const fy = atY - top;
    for (let j = 0; j < count; j++) {
      const at = top * width + LEFT[j]!;
      const fx = BEYOND[j]!;
      const [aboveLeft, belowLeft] = [sums[at]!, sums[at + width]!];
      const above = aboveLeft + fx * (sums[at + 1]! - aboveLeft);
      const below = belowLeft + fx * (sums[at + width + 1]! - belowLeft);
      CORNERS[i * count + j] = above + fy * (below - above);
    }
  }
  const area = step ** 2;
  for (let i = 0; i < cells; i++) {
    for (let j = 0; j < cells; j++) {
      const at = i * count + j;
      into[i * cells + j] =
        (CORNERS[at + count + 1]! - CORNERS[at + count]! - CORNERS[at + 1]! + CORNERS[at]!) / area;
    }
  }
}

const MAX_CELLS = 64;
/** Of each corner of a row: the whole one to its left, and how far it is beyond that. */
const LEFT = new Int32Array(MAX_CELLS + 1);
const BEYOND = new Float64Array(MAX_CELLS + 1);
const CORNERS = new Float64Array((MAX_CELLS + 1) ** 2);
