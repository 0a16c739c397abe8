import { createRng, permutation } from "../../analysis/random/index.ts";
import { cellMeans, cornerSums, readGrey, type SmallImages, type Square } from "./small-images.ts";

/** A guess: the whole of one image may lie in a square of another. */
export interface Candidate {
  /** Position of the image that may be a part. */
  readonly part: number;
  /** Whether it is its mirror image that may lie there. */
  readonly isMirrored: boolean;
  readonly square: Square;
  /** Correlation of their grey values, cell by cell, at most 1. */
  readonly score: number;
}

/** Cells along a side of a square that its frequencies are taken from. */
const CELLS = 8;
/** Frequencies in each direction; all but the mean describe a square. */
const FREQUENCIES = 5;
const LENGTH = FREQUENCIES ** 2 - 1;
/** Frequencies that are compared first: for most pairs they rule out that all of them agree. */
const FIRST = LENGTH / 2;
/** Sides of the squares of an image in which others are looked for, as fractions of its own side. */
const SIDES = [1, 0.88, 0.77, 0.67, 0.58];
/** Largest distance between neighbouring squares of one size, as a fraction of their side. */
const STRIDE = 0.11;
const MIN_SCORE = 0.75;
/** Images that are compared once more in each image, cell by cell, and guesses that are left of them. */
const COMPARED_AGAIN = 64;
const MOST = 8;
/** Cells along a side for that. */
const GRID = 12;
/** Images up to which every one is compared with every square. */
const FEW = 400;
/** Of more images, those that are near one of the pivots to which a square is nearest. */
const PIVOTS_OF_SQUARE = 6;
const PIVOTS_OF_IMAGE = 2;

const SQUARES: readonly Square[] = SIDES.flatMap((side) => {
  const steps = Math.ceil((1 - side) / (STRIDE * side) - 1e-9);
  const places = Array.from({ length: steps + 1 }, (_, i) => (i * (1 - side)) / Math.max(1, steps));
  return places.flatMap((y) => places.map((x) => ({ x, y, side })));
});

/**
 * Guesses which images may show a part of another: squares of every image, in five sizes, are described by
 * their low frequencies and compared with those of whole images and their mirror images. What colours do,
 * noise and compression hardly change these. Of many images only those are compared that are near the same few
 * of them (pivots), so that the work grows with n to the power of 1.5.
 */
export class CandidateSearch {
  /** Comparisons so far: a measure of the work that does not depend on the machine. */
  comparisons = 0;
  readonly #small: SmallImages;
  /** Of each image, then of its mirror image, shape [2 n, LENGTH]: rows of length 1, or 0. */
  readonly #wholes: Float32Array;
  /** Length of each row without its first frequencies, shape [2 n]. */
  readonly #rests: Float32Array;
  /** Grey values of each image, shape [n, GRID, GRID], with mean 0 and length 1. */
  readonly #grids: Float32Array;
  readonly #sums: Float64Array;
  readonly #grey: Float64Array;
  readonly #best: BestSquares;
  /** Entries that are pivots. */
  #pivots = new Int32Array(0);
  /** Entries near each pivot. */
  #members: readonly Int32Array[] = [];

  /** @param images Those that are compared; of these, the ones that show nothing are left out. */
  constructor(small: SmallImages, images: readonly number[]) {
    this.#small = small;
    this.#rests = new Float32Array(small.count * 2);
    this.#wholes = new Float32Array(small.count * 2 * LENGTH);
    this.#grids = new Float32Array(small.count * GRID ** 2);
    this.#best = new BestSquares(small.count * 2);
    this.#sums = new Float64Array((small.side + 1) ** 2);
    this.#grey = new Float64Array(small.side ** 2);
    this.#sortByLikeness(images);
  }

  #sortByLikeness(images: readonly number[]): void {
    const entries: number[] = [];
    for (const image of images) {
      this.#read(image);
      const own = this.#row(image * 2);
      if (describe(this.#sums, SQUARES[0]!, own)) {
        const mirrored = this.#row(image * 2 + 1);
        // In the mirror image, frequencies that are odd across have the other sign.
        for (let k = 0; k < LENGTH; k++) {
          mirrored[k] = own[k]! * (((k + 1) % FREQUENCIES) % 2 === 1 ? -1 : 1);
        }
        entries.push(image * 2, image * 2 + 1);
        this.#rests.fill(restOf(own), image * 2, image * 2 + 2);
        gridOf(this.#sums, SQUARES[0]!, this.#gridRow(image));
      }
    }
    const numPivots = images.length <= FEW ? 1 : Math.ceil(2 * Math.sqrt(entries.length));
    const order = permutation(entries.length, createRng(1));
    this.#pivots = Int32Array.from(order.subarray(0, numPivots), (at) => entries[at]!);
    const members: number[][] = Array.from(this.#pivots, () => []);
    for (const entry of entries) {
      for (const pivot of this.#nearestPivots(this.#row(entry), PIVOTS_OF_IMAGE)) {
        members[pivot]!.push(entry);
      }
    }
    this.#members = members.map((own) => Int32Array.from(own));
  }

  /** What may lie in this image, the best guess first; of one image at most two guesses either way round. */
  find(image: number): Candidate[] {
    this.#read(image);
    const own = new Float32Array(LENGTH);
    const [wholes, rests] = [this.#wholes, this.#rests];
    this.#best.clear();
    for (const [number, square] of SQUARES.entries()) {
      if (!describe(this.#sums, square, own)) continue;
      const rest = restOf(own);
      for (const pivot of this.#nearestPivots(own, PIVOTS_OF_SQUARE)) {
        const members = this.#members[pivot]!;
        this.comparisons += members.length;
        for (let i = 0; i < members.length; i++) {
          const entry = members[i]!;
          const start = productOf(own, wholes, entry * LENGTH, 0);
          // What is left cannot add more than the product of its lengths.
          if (start + rest * rests[entry]! < MIN_SCORE || entry >> 1 === image) continue;
          const score = start + productOf(own, wholes, entry * LENGTH, FIRST);
          if (score >= MIN_SCORE) this.#best.offer(entry, number, score);
        }
      }
    }
    return this.#compareAgain(this.#best.highest(COMPARED_AGAIN)).slice(0, MOST);
  }

  /** The best of the guesses by their cells. */
  #compareAgain(guesses: readonly Candidate[]): Candidate[] {
    const grids = new Map<Square, Float32Array>();
    const scored = guesses.map((guess) => {
      const grid = grids.get(guess.square) ?? new Float32Array(GRID ** 2);
      if (!grids.has(guess.square)) gridOf(this.#sums, guess.square, grid);
      grids.set(guess.square, grid);
      const part = this.#gridRow(guess.part);
      let score = 0;
      for (let i = 0; i < grid.length; i++) {
        score += grid[i]! * part[guess.isMirrored ? i - 2 * (i % GRID) + GRID - 1 : i]!;
      }
      return { ...guess, score };
    });
    return scored.sort((a, b) => b.score - a.score);
  }

  #read(image: number): void {
    readGrey(this.#small, image, this.#grey);
    cornerSums(this.#grey, this.#small.side, this.#sums);
  }

  #gridRow(image: number): Float32Array {
    return this.#grids.subarray(image * GRID ** 2, (image + 1) * GRID ** 2);
  }

  #row(entry: number): Float32Array {
    return this.#wholes.subarray(entry * LENGTH, (entry + 1) * LENGTH);
  }

  /** Numbers of the pivots that a description is most like, the nearest first. */
  #nearestPivots(own: Float32Array, most: number): number[] {
    const [pivots, wholes] = [this.#pivots, this.#wholes];
    if (pivots.length <= most) return Array.from(pivots, (_, i) => i);
    this.comparisons += pivots.length;
    const best: number[] = [];
    const scores: number[] = [];
    for (let i = 0; i < pivots.length; i++) {
      const row = pivots[i]! * LENGTH;
      const score = productOf(own, wholes, row, 0) + productOf(own, wholes, row, FIRST);
      if (best.length === most && score <= scores[most - 1]!) continue;
      let at = Math.min(best.length, most - 1);
      for (; at > 0 && scores[at - 1]! < score; at--) {
        best[at] = best[at - 1]!;
        scores[at] = scores[at - 1]!;
      }
      best[at] = i;
      scores[at] = score;
    }
    return best;
  }
}

/**
 * Over half of the frequencies, from `from` on, of the row of `wholes` at `at`. Written out: this is the innermost
 * loop of all, and four sums at once keep the processor busy.
 */
function productOf(own: Float32Array, wholes: Float32Array, at: number, from: number): number {
  const row = at + from;
  const a =
    own[from]! * wholes[row]! +
    own[from + 4]! * wholes[row + 4]! +
    own[from + 8]! * wholes[row + 8]!;
  const b =
    own[from + 1]! * wholes[row + 1]! +
    own[from + 5]! * wholes[row + 5]! +
    own[from + 9]! * wholes[row + 9]!;
  const c =
    own[from + 2]! * wholes[row + 2]! +
    own[from + 6]! * wholes[row + 6]! +
    own[from + 10]! * wholes[row + 10]!;
  const d =
    own[from + 3]! * wholes[row + 3]! +
    own[from + 7]! * wholes[row + 7]! +
    own[from + 11]! * wholes[row + 11]!;
  return a + b + c + d;
}

/** The two squares that each entry is most like; typed arrays, as most guesses are thrown away again. */
class BestSquares {
  /** Of each entry, shape [2 n, 2], the better one first; 0 for none. */
  readonly #scores: Float64Array;
  readonly #squares: Uint8Array;
  /** Entries with a square, in the order in which they came. */
  readonly #entries: Int32Array;
  #count = 0;

  constructor(numEntries: number) {
    this.#scores = new Float64Array(numEntries * 2);
    this.#squares = new Uint8Array(numEntries * 2);
    this.#entries = new Int32Array(numEntries);
  }

  clear(): void {
    for (const entry of this.#entries.subarray(0, this.#count)) {
      this.#scores.fill(0, entry * 2, entry * 2 + 2);
    }
    this.#count = 0;
  }

  /** @param square Its number in SQUARES; one that the entry has already is left out. @param score Above 0. */
  offer(entry: number, square: number, score: number): void {
    const [scores, squares] = [this.#scores, this.#squares];
    const [first, second] = [entry * 2, entry * 2 + 1];
    if (scores[first] === 0) this.#entries[this.#count++] = entry;
    else if (squares[first] === square || (scores[second]! > 0 && squares[second] === square))
      return;
    if (score > scores[first]!) {
      scores[second] = scores[first]!;
      squares[second] = squares[first]!;
      scores[first] = score;
      squares[first] = square;
    } else if (score > scores[second]!) {
      scores[second] = score;
      squares[second] = square;
    }
  }

  /** The guesses of the `most` entries whose better square has the highest score, the best entry first. */
  highest(most: number): Candidate[] {
    const scoreOf = (entry: number) => this.#scores[entry * 2]!;
    const entries = this.#entries.subarray(0, this.#count);
    const least = Float64Array.from(entries, scoreOf).sort().at(-most) ?? 0;
    return Array.from(entries.filter((entry) => scoreOf(entry) >= least))
      .sort((a, b) => scoreOf(b) - scoreOf(a))
      .slice(0, most)
      .flatMap((entry) =>
        [entry * 2, entry * 2 + 1].flatMap((at) => {
          const score = this.#scores[at]!;
          const square = SQUARES[this.#squares[at]!]!;
          return score > 0
            ? [{ part: entry >> 1, isMirrored: entry % 2 === 1, square, score }]
            : [];
        }),
      );
  }
}

/** Length of a description without its first frequencies; a little more, for rounding. */
function restOf(own: Float32Array): number {
  let sum = 0;
  for (let k = FIRST; k < LENGTH; k++) sum += own[k]! ** 2;
  return Math.sqrt(sum) + 1e-6;
}

const COSINES = Float64Array.from({ length: FREQUENCIES * CELLS }, (_, i) => {
  const [frequency, at] = [Math.floor(i / CELLS), i % CELLS];
  return Math.cos((Math.PI * frequency * (at + 0.5)) / CELLS);
});

/** High frequencies are weak in most images; so they count as well. */
const WEIGHTS = Float64Array.from({ length: FREQUENCIES ** 2 }, (_, k) => {
  const [v, u] = [Math.floor(k / FREQUENCIES), k % FREQUENCIES];
  return Math.hypot(u, v) ** 0.75 * (u > 0 ? Math.SQRT2 : 1) * (v > 0 ? Math.SQRT2 : 1);
});

/** Least length before scaling: that of a square whose cells differ by about one grey level. */
const MIN_LENGTH = CELLS ** 2;

const GRID_MEANS = new Float64Array(GRID ** 2);

/** Writes the grey values of a square, with mean 0 and length 1. */
function gridOf(sums: Float64Array, square: Square, into: Float32Array): void {
  cellMeans(sums, square, GRID, GRID_MEANS);
  const mean = GRID_MEANS.reduce((sum, value) => sum + value, 0) / into.length;
  const length = Math.sqrt(GRID_MEANS.reduce((sum, value) => sum + (value - mean) ** 2, 0));
  for (let i = 0; i < into.length; i++) into[i] = (GRID_MEANS[i]! - mean) / length;
}

const MEANS = new Float64Array(CELLS ** 2);
const ROWS = new Float64Array(FREQUENCIES * CELLS);

/** Writes the weighted low frequencies of a square, scaled to length 1; false where it shows nothing. */
function describe(sums: Float64Array, square: Square, into: Float32Array): boolean {
  cellMeans(sums, square, CELLS, MEANS);
  for (let u = 0; u < FREQUENCIES; u++) {
    for (let y = 0; y < CELLS; y++) {
      let sum = 0;
      for (let x = 0; x < CELLS; x++) sum += MEANS[y * CELLS + x]! * COSINES[u * CELLS + x]!;
      ROWS[u * CELLS + y] = sum;
    }
  }
  let norm = 0;
  for (let k = 1; k < FREQUENCIES ** 2; k++) {
    const [v, u] = [Math.floor(k / FREQUENCIES), k % FREQUENCIES];
    let sum = 0;
    for (let y = 0; y < CELLS; y++) sum += ROWS[u * CELLS + y]! * COSINES[v * CELLS + y]!;
    sum *= WEIGHTS[k]!;
    into[k - 1] = sum;
    norm += sum ** 2;
  }
  const length = Math.sqrt(norm);
  if (length < MIN_LENGTH) {
    into.fill(0);
    return false;
  }
  for (let k = 0; k < LENGTH; k++) into[k]! /= length;
  return true;
}
