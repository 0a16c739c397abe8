import type { Predictor } from "./predictor.ts";

/** How much each part of an image speaks for a class. */
export interface OcclusionMap {
  /** Places along each side. */
  readonly cells: number;
  /**
   * By how much the class becomes less probable when the part around a place is covered, shape [cells, cells],
   * row-major, in [-1, 1]; negative where the part speaks against the class.
   */
  readonly drops: Float64Array;
}

/** Places along a side. */
const CELLS = 12;
/** Side of the cover, as a part of the image's: larger than the distance of two places, so that covers overlap. */
const COVER = 0.25;

/**
 * Covers one part of an image after the other with its mean colour and looks how much less probable a class becomes.
 * It works for every kind of model, and asks nothing of its inside.
 *
 * @param image RGB, shape [size, size, 3], as the predictor's description says.
 * @param label Index of the class.
 * @see Zeiler & Fergus 2014, arXiv:1311.2901, section 4.2.
 */
export async function occlusionMap(
  predictor: Predictor,
  image: Uint8Array,
  label: number,
): Promise<OcclusionMap> {
  const { size } = predictor.description.image;
  const numClasses = predictor.description.classNames.length;
  const length = size * size * 3;
  // The image as it is comes first.
  const views = new Uint8Array((1 + CELLS * CELLS) * length);
  const colour = meanColour(image);
  for (let view = 0; view <= CELLS * CELLS; view++) {
    const target = views.subarray(view * length, (view + 1) * length);
    target.set(image);
    if (view > 0) cover(target, { size, cell: view - 1, colour });
  }
  const probabilities = await predictor.predict(views);
  const whole = probabilities[label]!;
  const drops = Float64Array.from({ length: CELLS * CELLS }, (_, cell) => {
    return whole - probabilities[(cell + 1) * numClasses + label]!;
  });
  return { cells: CELLS, drops };
}

function cover(
  image: Uint8Array,
  { size, cell, colour }: { size: number; cell: number; colour: readonly number[] },
): void {
  const [low, high] = [0, 1].map((end) => (centre: number) => {
    const half = (COVER * size) / 2;
    return Math.round(Math.min(size, Math.max(0, centre + (end === 0 ? -half : half))));
  }) as [(centre: number) => number, (centre: number) => number];
  const x = ((cell % CELLS) + 0.5) * (size / CELLS);
  const y = (Math.floor(cell / CELLS) + 0.5) * (size / CELLS);
  for (let row = low(y); row < high(y); row++) {
    for (let column = low(x); column < high(x); column++) {
      image.set(colour, (row * size + column) * 3);
    }
  }
}

function meanColour(image: Uint8Array): number[] {
  const sums = [0, 0, 0];
  for (let at = 0; at < image.length; at++) sums[at % 3]! += image[at]!;
  return sums.map((sum) => Math.round((3 * sum) / image.length));
}

/**
 * An image with its map laid over it: what speaks for the class is warm, what speaks against it cold; parts that hardly
 * matter are grey. The strongest part of the map has the full colour, at least a drop of a tenth.
 *
 * @param image RGB, shape [size, size, 3].
 * @returns The same shape.
 */
export function paintMap(
  image: Uint8Array,
  size: number,
  { cells, drops }: OcclusionMap,
): Uint8Array {
  const strongest = drops.reduce((most, drop) => Math.max(most, Math.abs(drop)), LEAST_SCALE);
  const painted = new Uint8Array(image.length);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = (row * size + column) * 3;
      const drop = between(drops, cells, (column + 0.5) / size, (row + 0.5) / size) / strongest;
      const tint = drop >= 0 ? WARM : COLD;
      const grey = 0.299 * image[at]! + 0.587 * image[at + 1]! + 0.114 * image[at + 2]!;
      const share = MOST_TINT * Math.min(1, Math.abs(drop));
      for (let c = 0; c < 3; c++) {
        painted[at + c] = Math.round(grey * (1 - share) + tint[c]! * share);
      }
    }
  }
  return painted;
}

const LEAST_SCALE = 0.1;
const MOST_TINT = 0.75;
/** Orange and blue, which people with any colour vision tell apart. */
const WARM = [230, 97, 1] as const;
const COLD = [33, 102, 172] as const;

/** The map between its places, linearly. @param x, y In [0, 1]. */
function between(drops: Float64Array, cells: number, x: number, y: number): number {
  const place = (value: number) => Math.min(cells - 1, Math.max(0, value * cells - 0.5));
  const [column, row] = [place(x), place(y)];
  const [left, top] = [Math.floor(column), Math.floor(row)];
  const [right, bottom] = [Math.min(cells - 1, left + 1), Math.min(cells - 1, top + 1)];
  const [across, down] = [column - left, row - top];
  const at = (r: number, c: number) => drops[r * cells + c]!;
  const upper = at(top, left) * (1 - across) + at(top, right) * across;
  const lower = at(bottom, left) * (1 - across) + at(bottom, right) * across;
  return upper * (1 - down) + lower * down;
}
