import type { Crop, View } from "./view.ts";

export interface RenderOptions {
  /** Side of the picture in pixels. */
  readonly size: number;
  /** What pixel values 0 and 255 are mapped to. */
  readonly range: readonly [number, number];
}

/**
 * Shows a picture as a view says.
 *
 * @param picture RGB, row-major, shape [size, size, 3].
 * @param target Gets the values in `range`, shape [size, size, 3].
 */
export function renderView(
  picture: Uint8Array,
  target: Float32Array,
  { view, size, range }: RenderOptions & { view: View },
): void {
  const levels = levelsOf(range, view.brightness);
  if (view.crop) enlarge(picture, target, { crop: view.crop, size, levels });
  else for (let i = 0; i < target.length; i++) target[i] = levels[picture[i]!]!;
  if (view.saturation !== 1) saturate(target, view.saturation, range);
  if (view.mirrored) mirrorRows(target, size);
}

/** What each of the 256 pixel values becomes; too bright is as bright as can be. */
function levelsOf([low, high]: readonly [number, number], brightness: number): Float32Array {
  return Float32Array.from(
    { length: 256 },
    (_, v) => low + (Math.min(255, v * brightness) * (high - low)) / 255,
  );
}

/** Between which two pixels each new one lies along one axis, and how near the second. */
function between(size: number, start: number, length: number) {
  const first = new Int32Array(size);
  const share = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const at = Math.min(size - 1, Math.max(0, start + ((i + 0.5) * length) / size - 0.5));
    first[i] = Math.min(size - 2, Math.floor(at));
    share[i] = at - first[i]!;
  }
  return { first, share };
}

/**
 * Bilinear enlargement of a part to the whole. Rows first, each source row once: a crop is never
 * larger than the picture, so that neighbouring new rows lie between the same two old ones.
 */
function enlarge(
  picture: Uint8Array,
  target: Float32Array,
  { crop, size, levels }: { crop: Crop; size: number; levels: Float32Array },
): void {
  const columns = between(size, crop.left, crop.width);
  const rows = between(size, crop.top, crop.height);
  const length = size * 3;
  let upper = new Float32Array(length);
  let lower = new Float32Array(length);
  let stretched = -2;
  const stretch = (y: number, into: Float32Array) => {
    const row = picture.subarray(y * length, (y + 1) * length);
    for (let x = 0, to = 0; x < size; x++) {
      const from = columns.first[x]! * 3;
      const share = columns.share[x]!;
      for (let c = 0; c < 3; c++, to++) {
        const left = levels[row[from + c]!]!;
        into[to] = left + (levels[row[from + 3 + c]!]! - left) * share;
      }
    }
  };
  for (let y = 0; y < size; y++) {
    const first = rows.first[y]!;
    if (first !== stretched) {
      if (first === stretched + 1) [upper, lower] = [lower, upper];
      else stretch(first, upper);
      stretch(first + 1, lower);
      stretched = first;
    }
    const share = rows.share[y]!;
    const start = y * length;
    for (let i = 0; i < length; i++) {
      target[start + i] = upper[i]! + (lower[i]! - upper[i]!) * share;
    }
  }
}

/** Moves colours away from or towards their grey (BT.601 luma) in place, within the range. */
function saturate(
  target: Float32Array,
  factor: number,
  [low, high]: readonly [number, number],
): void {
  for (let i = 0; i < target.length; i += 3) {
    const grey = 0.299 * target[i]! + 0.587 * target[i + 1]! + 0.114 * target[i + 2]!;
    for (let c = i; c < i + 3; c++) {
      target[c] = Math.min(high, Math.max(low, grey + factor * (target[c]! - grey)));
    }
  }
}

/** Mirrors a picture left to right in place. @param picture Shape [size, size, 3]. */
function mirrorRows(picture: Float32Array, size: number): void {
  for (let y = 0; y < size; y++) {
    const row = picture.subarray(y * size * 3, (y + 1) * size * 3).reverse();
    // The reversal also turned each pixel's RGB into BGR.
    for (let x = 0; x < row.length; x += 3) {
      const red = row[x + 2]!;
      row[x + 2] = row[x]!;
      row[x] = red;
    }
  }
}
