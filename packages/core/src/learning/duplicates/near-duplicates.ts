/**
 * Finds images that show the same thing although their pixels differ: compressed again, resized,
 * brightened, mirrored.
 *
 * Each image is sketched: 32 x 32 grey values, and a hash of 63 bits, from their lowest
 * frequencies (a perceptual hash; Zauner 2010, "Implementation and benchmarking of perceptual image
 * hash functions"). Images whose hashes differ in few bits are compared by their grey values.
 * Crops of more than a few percent and rotations are not found.
 */

/** Side of the grey sketch. */
const SIDE = 32;
const AREA = SIDE * SIDE;
/** Frequencies in each direction that make up the hash. */
const FREQUENCIES = 8;
/** Points read along a side of each cell of the sketch: more would tell nothing new. */
const POINTS = 4;

/** Least size of a frequency that counts, as a fraction of the largest. */
const CLEARLY = 0.02;
/** Bits in which the hashes of near-duplicates may differ, of 63. */
const MAX_DISTANCE = 8;
/** So that two hashes within that distance agree in at least one band (pigeonhole). */
const BANDS = MAX_DISTANCE + 1;
const BITS_PER_BAND = 7;

/** Least correlation of the grey values of near-duplicates. */
const MIN_SIMILARITY = 0.96;
/** Largest difference of the mean of a colour, in grey levels of 255. */
const MAX_COLOUR_SHIFT = 40;
/** Standard deviation in grey levels below which an image shows too little to be compared. */
const MIN_CONTRAST = 4;

/** Where work ends although pairs may be left: some seconds, some megabytes. */
const MAX_COMPARISONS = 300_000_000;
const MAX_PAIRS = 100_000;

/** What is kept of each image. */
export interface Sketches {
  readonly count: number;
  /** Grey values, shape [n, 32, 32], 0 to 255. */
  readonly grey: Uint8Array;
  /** Mean red, green and blue, shape [n, 3], 0 to 255. */
  readonly colour: Float32Array;
  /** Two words of the hash, then two of that of the mirrored image, shape [n, 4]. */
  readonly hashes: Uint32Array;
  /** 1 where the image shows enough to be compared, shape [n]. */
  readonly comparable: Uint8Array;
}

export interface NearDuplicate {
  /** Positions, first < second. */
  readonly first: number;
  readonly second: number;
  /** Correlation of the grey values, in [0.96, 1]. */
  readonly similarity: number;
  /** Whether one is the mirror image of the other. */
  readonly isMirrored: boolean;
}

export interface NearDuplicates {
  /** By first, then second position. */
  readonly pairs: readonly NearDuplicate[];
  /** False when there were too many alike to compare all of them. */
  readonly isComplete: boolean;
}

/** Room for the sketches of `count` images; each is about one kilobyte. */
export function createSketches(count: number): Sketches {
  return {
    count,
    grey: new Uint8Array(count * AREA),
    colour: new Float32Array(count * 3),
    hashes: new Uint32Array(count * 4),
    comparable: new Uint8Array(count),
  };
}

/**
 * Sketches the image at `position`.
 *
 * @param pixels sRGB, shape [S, S, 3].
 */
export function sketchImage(sketches: Sketches, position: number, pixels: Uint8Array): void {
  const side = Math.sqrt(pixels.length / 3);
  const points = pointsOf(side);
  const perCell = points.length / SIDE;
  const cells = new Float64Array(AREA);
  const colour = [0, 0, 0];
  for (const [i, y] of points.entries()) {
    const row = Math.floor(i / perCell) * SIDE;
    for (const [j, x] of points.entries()) {
      const at = (y * side + x) * 3;
      const [red, green, blue] = [pixels[at]!, pixels[at + 1]!, pixels[at + 2]!];
      colour[0]! += red;
      colour[1]! += green;
      colour[2]! += blue;
      cells[row + Math.floor(j / perCell)]! += 0.299 * red + 0.587 * green + 0.114 * blue;
    }
  }
  for (let cell = 0; cell < AREA; cell++) cells[cell]! /= perCell ** 2;
  sketches.grey.set(cells.map(Math.round), position * AREA);
  sketches.colour.set(
    colour.map((sum) => sum / points.length ** 2),
    position * 3,
  );
  sketches.hashes.set(hashesOf(cells), position * 4);
  sketches.comparable[position] = deviation(cells) >= MIN_CONTRAST ? 1 : 0;
}

/** Pixels that stand for the cells along one side, equally many each: all, or `POINTS` spread evenly. */
function pointsOf(side: number): Int32Array {
  const perCell = Math.max(1, Math.min(POINTS, Math.round(side / SIDE)));
  const count = SIDE * perCell;
  return Int32Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * side) / count));
}

function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const COSINES = Float64Array.from({ length: FREQUENCIES * SIDE }, (_, i) => {
  const [frequency, at] = [Math.floor(i / SIDE), i % SIDE];
  return Math.cos((Math.PI * frequency * (at + 0.5)) / SIDE);
});

/**
 * A bit for each of the lowest frequencies but the mean: whether it is clearly above zero. Those that
 * are nearly zero, as in images with a symmetry, must not depend on noise.
 */
function hashesOf(cells: Float64Array): Uint32Array {
  const rows = new Float64Array(FREQUENCIES * SIDE);
  for (let u = 0; u < FREQUENCIES; u++) {
    for (let y = 0; y < SIDE; y++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) sum += cells[y * SIDE + x]! * COSINES[u * SIDE + x]!;
      rows[u * SIDE + y] = sum;
    }
  }
  const sums = new Float64Array(FREQUENCIES ** 2);
  let largest = 0;
  for (let bit = 1; bit < sums.length; bit++) {
    const [v, u] = [Math.floor(bit / FREQUENCIES), bit % FREQUENCIES];
    for (let y = 0; y < SIDE; y++) sums[bit]! += rows[u * SIDE + y]! * COSINES[v * SIDE + y]!;
    largest = Math.max(largest, Math.abs(sums[bit]!));
  }
  const hashes = new Uint32Array(4);
  for (let bit = 1; bit < sums.length; bit++) {
    const [word, mask] = [bit >> 5, 1 << (bit & 31)];
    // In the mirror image, frequencies that are odd across have the other sign.
    const mirrored = (bit % 2 === 0 ? 1 : -1) * sums[bit]!;
    if (sums[bit]! > CLEARLY * largest) hashes[word]! |= mask;
    if (mirrored > CLEARLY * largest) hashes[2 + word]! |= mask;
  }
  return hashes;
}

/**
 * Finds the pairs of near-duplicates among sketched images. Yields now and then, so that whoever
 * drives it can answer signals in between.
 *
 * @param keys Content hash of each image: copies are no near-duplicates, and only the first of them
 *   is compared.
 */
export function* findNearDuplicates(
  sketches: Sketches,
  keys: readonly string[],
): Generator<void, NearDuplicates> {
  const pairs: NearDuplicate[] = [];
  const buckets = Array.from({ length: BANDS }, () => new Map<number, number[]>());
  // An entry is an image as it is (even) or mirrored (odd); it is compared once with each image.
  const seenBy = new Int32Array(sketches.count * 2).fill(-1);
  const seenKeys = new Set<string>();
  let comparisons = 0;
  for (let image = 0; image < sketches.count; image++) {
    if (!sketches.comparable[image] || seenKeys.has(keys[image]!)) continue;
    seenKeys.add(keys[image]!);
    const [low, high] = [sketches.hashes[image * 4]!, sketches.hashes[image * 4 + 1]!];
    const found = new Map<number, NearDuplicate>();
    for (const [band, bucket] of buckets.entries()) {
      for (const entry of bucket.get(bandOf(low, high, band)) ?? []) {
        comparisons += 1;
        if (seenBy[entry] === image) continue;
        seenBy[entry] = image;
        const at = (entry >> 1) * 4 + (entry & 1) * 2;
        const distance =
          bitCount(low ^ sketches.hashes[at]!) + bitCount(high ^ sketches.hashes[at + 1]!);
        if (distance > MAX_DISTANCE) continue;
        const pair = compare(sketches, image, entry);
        const before = found.get(entry >> 1);
        if (pair && pair.similarity > (before?.similarity ?? 0)) found.set(entry >> 1, pair);
      }
    }
    for (const pair of found.values()) pairs.push(pair);
    if (comparisons > MAX_COMPARISONS || pairs.length > MAX_PAIRS) {
      return { pairs: inOrder(pairs), isComplete: false };
    }
    for (const mirrored of [0, 1]) addEntry(buckets, sketches, image * 2 + mirrored);
    if (image % 64 === 63) yield;
  }
  return { pairs: inOrder(pairs), isComplete: true };
}

function addEntry(
  buckets: readonly Map<number, number[]>[],
  { hashes }: Sketches,
  entry: number,
): void {
  const at = (entry >> 1) * 4 + (entry & 1) * 2;
  for (const [band, bucket] of buckets.entries()) {
    const key = bandOf(hashes[at]!, hashes[at + 1]!, band);
    const entries = bucket.get(key);
    if (entries) entries.push(entry);
    else bucket.set(key, [entry]);
  }
}

/** Seven bits of a hash. */
function bandOf(low: number, high: number, band: number): number {
  const start = band * BITS_PER_BAND + 1;
  const mask = (1 << BITS_PER_BAND) - 1;
  if (start >= 32) return (high >>> (start - 32)) & mask;
  const bits = low >>> start;
  const missing = start + BITS_PER_BAND - 32;
  return (missing > 0 ? bits | (high << (32 - start)) : bits) & mask;
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The pair, if the grey values and colours agree; `entry` is an earlier image, perhaps mirrored. */
function compare(sketches: Sketches, image: number, entry: number): NearDuplicate | null {
  const { grey, colour } = sketches;
  const [other, isMirrored] = [entry >> 1, (entry & 1) === 1];
  for (let c = 0; c < 3; c++) {
    const shift = Math.abs(colour[image * 3 + c]! - colour[other * 3 + c]!);
    if (shift > MAX_COLOUR_SHIFT) return null;
  }
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let i = 0; i < AREA; i++) {
    const a = grey[image * AREA + i]!;
    const b = grey[other * AREA + (isMirrored ? i - 2 * (i % SIDE) + SIDE - 1 : i)]!;
    sumA += a;
    sumB += b;
    sumAA += a * a;
    sumBB += b * b;
    sumAB += a * b;
  }
  const covariance = sumAB - (sumA * sumB) / AREA;
  const spread = Math.sqrt((sumAA - sumA ** 2 / AREA) * (sumBB - sumB ** 2 / AREA));
  const similarity = Math.min(1, covariance / spread);
  if (!(similarity >= MIN_SIMILARITY)) return null;
  return { first: other, second: image, similarity, isMirrored };
}

function inOrder(pairs: NearDuplicate[]): NearDuplicate[] {
  return pairs.sort((a, b) => a.first - b.first || a.second - b.second);
}
