import { createRng, deriveSeed, type Rng } from "../../analysis/random/index.ts";

/** A part of an image, in pixels; need not lie on whole ones. */
interface Crop {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** How an image is shown to a net. */
export interface View {
  readonly mirrored: boolean;
  /** The part that is enlarged to the whole; null for all of it. */
  readonly crop: Crop | null;
  /** Factor on every pixel value. */
  readonly brightness: number;
  /** Factor on how far each colour is from its grey. */
  readonly saturation: number;
}

export const PLAIN_VIEW: View = { mirrored: false, crop: null, brightness: 1, saturation: 1 };
export const MIRRORED_VIEW: View = { ...PLAIN_VIEW, mirrored: true };

/** What may be changed at random; nothing of what is left out. */
export interface Augmentation {
  /** Whether each image is mirrored with probability 1/2. */
  readonly flip?: boolean;
  /** Smallest part of the area that a crop keeps, in (0, 1]. */
  readonly crop?: number;
  /** Largest relative change of brightness, in [0, 1). */
  readonly brightness?: number;
  /** Largest relative change of saturation, in [0, 1]. */
  readonly colour?: number;
}

/** The longest side of a crop's shape over the other. */
const MAX_ASPECT = 4 / 3;

/**
 * Draws views of images for one epoch, each kind of change from a stream of its own: switching one
 * on leaves the others as they were.
 *
 * @param size Side of the images in pixels.
 * @see Szegedy et al. 2015, arXiv:1409.4842, section 6, for the crops: their area uniform from `crop` to
 *   1, their aspect from 3/4 to 4/3.
 */
export function drawViews(
  count: number,
  { flip = false, crop = 1, brightness = 0, colour = 0 }: Augmentation,
  { size, seed, epoch }: { size: number; seed: number; epoch: number },
): View[] {
  const streamOf = (purpose: string) => createRng(deriveSeed(seed, purpose, epoch));
  const [coin, place, light, tint] = ["flip", "crop", "brightness", "colour"].map(streamOf);
  return Array.from({ length: count }, () => ({
    mirrored: flip && coin!() < 0.5,
    crop: crop < 1 ? drawCrop(size, crop, place!) : null,
    brightness: brightness > 0 ? around1(brightness, light!) : 1,
    saturation: colour > 0 ? around1(colour, tint!) : 1,
  }));
}

/** Uniform between 1 - most and 1 + most. */
function around1(most: number, rng: Rng): number {
  return 1 + most * (2 * rng() - 1);
}

function drawCrop(size: number, smallest: number, rng: Rng): Crop {
  const area = smallest + (1 - smallest) * rng();
  const longer = 1 + (MAX_ASPECT - 1) * rng();
  const aspect = rng() < 0.5 ? longer : 1 / longer;
  const width = size * Math.min(1, Math.sqrt(area * aspect));
  const height = size * Math.min(1, Math.sqrt(area / aspect));
  return { left: (size - width) * rng(), top: (size - height) * rng(), width, height };
}

export interface RenderOptions {
  /** Side of the image in pixels. */
  readonly size: number;
  /** What pixel values 0 and 255 are mapped to. */
  readonly range: readonly [number, number];
}

/**
 * Shows an image as a view says.
 *
 * @param image RGB, row-major, shape [size, size, 3].
 * @param target Gets the values in `range`, shape [size, size, 3].
 */
export function renderView(
  image: Uint8Array,
  target: Float32Array,
  { view, size, range }: RenderOptions & { view: View },
): void {
  const levels = levelsOf(range, view.brightness);
  if (view.crop) enlarge(image, target, { crop: view.crop, size, levels });
  else copy(image, target, levels);
  if (view.saturation !== 1) saturate(target, view.saturation, range);
  if (view.mirrored) mirrorRows(target, size);
}

function copy(image: Uint8Array, target: Float32Array, levels: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = levels[image[i]!]!;
}

/** What each of the 256 pixel values becomes; too bright is as bright as can be. */
function levelsOf([low, high]: readonly [number, number], brightness: number): Float32Array {
  return Float32Array.from(
    { length: 256 },
    (_, v) => low + (Math.min(255, v * brightness) * (high - low)) / 255,
  );
}

/** Between which two pixels each new one lies along one axis, and how near the second. */
interface Places {
  readonly first: Int32Array;
  readonly share: Float32Array;
}

function between(size: number, start: number, length: number): Places {
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
 * Bilinear enlargement of a part to the whole: each source row is stretched once, as neighbouring new
 * rows lie between the same two old ones or the next. Written for speed: it runs beside every step.
 */
function enlarge(
  image: Uint8Array,
  target: Float32Array,
  { crop, size, levels }: { crop: Crop; size: number; levels: Float32Array },
): void {
  const columns = between(size, crop.left, crop.width);
  const rows = between(size, crop.top, crop.height);
  const length = size * 3;
  const source = new Float32Array(length);
  let upper = new Float32Array(length);
  let lower = new Float32Array(length);
  const load = (y: number, into: Float32Array) => {
    copy(image.subarray(y * length, (y + 1) * length), source, levels);
    stretch(source, into, columns);
  };
  for (let y = 0, last = -2; y < size; y++) {
    const first = rows.first[y]!;
    if (first !== last) {
      if (first === last + 1) [upper, lower] = [lower, upper];
      else load(first, upper);
      load(first + 1, lower);
      last = first;
    }
    blend(upper, lower, { share: rows.share[y]!, into: target.subarray(y * length) });
  }
}

/** A row of pixels at its new places. */
function stretch(row: Float32Array, into: Float32Array, { first, share }: Places): void {
  for (let x = 0, to = 0; x < first.length; x++, to += 3) {
    const from = first[x]! * 3;
    const part = share[x]!;
    const red = row[from]!;
    const green = row[from + 1]!;
    const blue = row[from + 2]!;
    into[to] = red + (row[from + 3]! - red) * part;
    into[to + 1] = green + (row[from + 4]! - green) * part;
    into[to + 2] = blue + (row[from + 5]! - blue) * part;
  }
}

function blend(
  upper: Float32Array,
  lower: Float32Array,
  { share, into }: { share: number; into: Float32Array },
): void {
  for (let i = 0; i < upper.length; i++) {
    const above = upper[i]!;
    into[i] = above + (lower[i]! - above) * share;
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
      const value = grey + factor * (target[c]! - grey);
      target[c] = value < low ? low : value > high ? high : value;
    }
  }
}

/** Mirrors an image left to right in place. @param image Shape [size, size, 3]. */
function mirrorRows(image: Float32Array, size: number): void {
  for (let y = 0; y < size; y++) {
    let left = y * size * 3;
    let right = left + (size - 1) * 3;
    for (; left < right; left += 3, right -= 3) {
      swap(image, left, right);
      swap(image, left + 1, right + 1);
      swap(image, left + 2, right + 2);
    }
  }
}

function swap(values: Float32Array, a: number, b: number): void {
  const held = values[a]!;
  values[a] = values[b]!;
  values[b] = held;
}
