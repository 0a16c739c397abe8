import {
  cellMeans,
  cornerSums,
  readGrey,
  readLightness,
  readLuma,
  type SmallImages,
  type Square,
} from "./small-images.ts";

/** How well one image lies on a part of another. */
export interface Alignment {
  /** Where the one lies in the other; it may reach a little beyond the edges. */
  readonly square: Square;
  /** Correlation of edges and texture where the two overlap, at most 1. */
  readonly detail: number;
  /** The same for the sixteenth of the overlap that agrees least, among those that show something. */
  readonly worstPart: number;
}

/** Cells along a side of the overlap while the position is searched, and in the end. */
const COARSE = 12;
const FINE = 32;
/** Parts along a side of the overlap that must agree each for itself. */
const PARTS = 4;
/** Least share of the mean contrast at which a part shows something. */
const SHOWS_SOMETHING = 0.25;
/** Parts that must show something: an image of a single edge has its like everywhere. */
const MIN_SHOWN = 6;
/** Least contrast in one direction, as a share of that in the other. */
const MIN_OTHER_WAY = 0.03;
/** Surroundings that are taken away from each cell: this many cells to each side. */
const SURROUNDINGS = 2;

/** Steps of the search for place and size, each with the correlation below which it ends without success. */
const COARSE_STEPS = [
  { step: 0.06, enough: 0.72 },
  { step: 0.03, enough: 0.8 },
  { step: 0.015, enough: 0.9 },
];
/** The correlation below which it does not even begin. */
const WORTH_A_TRY = 0.5;
/** Least part of the smaller image's side that must lie within the other. */
const MIN_OVERLAP = 0.7;
const FINE_STEPS = [0.016, 0.008, 0.004, 0.002];
const MAX_ROUNDS = 6;

/** Two images that are laid on each other; the buffers are made once for all pairs. */
export class Aligner {
  readonly #small: SmallImages;
  readonly #values: Float64Array;
  readonly #whole: Float64Array;
  readonly #part: Float64Array;
  /** Cells in which the whole part was last read; 0 for another square of it. */
  #cellsOfPart = 0;

  constructor(small: SmallImages) {
    this.#small = small;
    this.#values = new Float64Array(small.side ** 2);
    this.#whole = new Float64Array((small.side + 1) ** 2);
    this.#part = new Float64Array((small.side + 1) ** 2);
  }

  /**
   * Moves and resizes `part` within `whole`, from a first guess on, until the two agree best.
   *
   * @returns Null where they do not agree even coarsely.
   */
  align(
    whole: number,
    part: number,
    { isMirrored, square }: { isMirrored: boolean; square: Square },
  ): Alignment | null {
    this.#load(readGrey, { whole, part, isMirrored });
    let near = { square, score: this.#score(square, COARSE) };
    if (near.score < WORTH_A_TRY) return null;
    for (const { step, enough } of COARSE_STEPS) {
      near = this.#climb(near, COARSE, step);
      if (near.score < enough) return null;
    }
    let fine = { square: near.square, score: this.#score(near.square, FINE) };
    for (const step of FINE_STEPS) fine = this.#climb(fine, FINE, step);
    const found = fine.square;
    // Turned hues keep the lightness, faded colours keep the luma.
    const agreements = [readLuma, readLightness].map((read) => {
      this.#load(read, { whole, part, isMirrored });
      return this.#sample(found, FINE) ? agreementOf(OF_PART, OF_WHOLE) : null;
    });
    const [luma, lightness] = agreements;
    if (!luma || !lightness) return null;
    const better = lightness.worstPart > luma.worstPart ? lightness : luma;
    return { square: found, ...better };
  }

  #load(
    read: typeof readLuma,
    { whole, part, isMirrored }: { whole: number; part: number; isMirrored: boolean },
  ): void {
    const { side } = this.#small;
    read(this.#small, whole, this.#values);
    cornerSums(this.#values, side, this.#whole);
    read(this.#small, part, this.#values);
    if (isMirrored) {
      for (let y = 0; y < side; y++) this.#values.subarray(y * side, (y + 1) * side).reverse();
    }
    cornerSums(this.#values, side, this.#part);
    this.#cellsOfPart = 0;
  }

  /** Hill climbing over place and size. */
  #climb(start: Position, cells: number, step: number): Position {
    let best = start;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = best.score;
      for (const move of MOVES) {
        const square = move(best.square, step);
        const score = this.#score(square, cells);
        if (score > best.score) best = { square, score };
      }
      if (best.score <= before) break;
    }
    return best;
  }

  #score(square: Square, cells: number): number {
    return this.#sample(square, cells) ? correlation(OF_PART, OF_WHOLE, cells ** 2) : -1;
  }

  /** Reads the largest square that lies in both images, in the middle of the overlap; false if it is too small. */
  #sample({ x, y, side }: Square, cells: number): boolean {
    const [left, right] = [Math.max(0, -x / side), Math.min(1, (1 - x) / side)];
    const [top, bottom] = [Math.max(0, -y / side), Math.min(1, (1 - y) / side)];
    const shared = Math.min(right - left, bottom - top);
    if (shared < MIN_OVERLAP) return false;
    const own = {
      x: (left + right - shared) / 2,
      y: (top + bottom - shared) / 2,
      side: shared,
    };
    // Most positions lie inside: then the part is the same each time.
    const isSame = shared === 1 && this.#cellsOfPart === cells;
    if (!isSame) cellMeans(this.#part, own, cells, OF_PART);
    this.#cellsOfPart = shared === 1 ? cells : 0;
    const there = { x: x + own.x * side, y: y + own.y * side, side: shared * side };
    cellMeans(this.#whole, there, cells, OF_WHOLE);
    return true;
  }
}

interface Position {
  readonly square: Square;
  readonly score: number;
}

const OF_PART = new Float64Array(FINE ** 2);
const OF_WHOLE = new Float64Array(FINE ** 2);

/** To each side, and larger or smaller around the middle. */
const MOVES: readonly ((square: Square, step: number) => Square)[] = [
  ({ x, y, side }, step) => ({ x: x + step, y, side }),
  ({ x, y, side }, step) => ({ x: x - step, y, side }),
  ({ x, y, side }, step) => ({ x, y: y + step, side }),
  ({ x, y, side }, step) => ({ x, y: y - step, side }),
  ({ x, y, side }, step) => ({ x: x - step / 2, y: y - step / 2, side: side + step }),
  ({ x, y, side }, step) => ({ x: x + step / 2, y: y + step / 2, side: side - step }),
];

function correlation(a: Float64Array, b: Float64Array, length: number): number {
  let [sumA, sumB, sumAA, sumBB, sumAB] = [0, 0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    const [p, q] = [a[i]!, b[i]!];
    sumA += p;
    sumB += q;
    sumAA += p * p;
    sumBB += q * q;
    sumAB += p * q;
  }
  const spread = Math.sqrt((sumAA - sumA ** 2 / length) * (sumBB - sumB ** 2 / length));
  return spread > 0 ? (sumAB - (sumA * sumB) / length) / spread : -1;
}

/** Of two fields of FINE x FINE cells, once their surroundings are taken away. Changes both. */
function agreementOf(
  a: Float64Array,
  b: Float64Array,
): Pick<Alignment, "detail" | "worstPart"> | null {
  takeSurroundings(a);
  takeSurroundings(b);
  const parts = Array.from({ length: PARTS ** 2 }, () => ({ aa: 0, bb: 0, ab: 0 }));
  for (let i = 0; i < FINE ** 2; i++) {
    const [row, column] = [Math.floor(i / FINE), i % FINE].map((at) =>
      Math.floor((at * PARTS) / FINE),
    );
    const part = parts[row! * PARTS + column!]!;
    part.aa += a[i]! ** 2;
    part.bb += b[i]! ** 2;
    part.ab += a[i]! * b[i]!;
  }
  const totalA = parts.reduce((sum, { aa }) => sum + aa, 0);
  const totalB = parts.reduce((sum, { bb }) => sum + bb, 0);
  if (totalA === 0 || totalB === 0) return null;
  const scale = Math.sqrt(totalA * totalB);
  let worstPart = 1;
  let numShown = 0;
  for (const { aa, bb, ab } of parts) {
    const [shareA, shareB] = [aa / totalA, bb / totalB];
    if (Math.max(shareA, shareB) < SHOWS_SOMETHING / PARTS ** 2) continue;
    numShown += 1;
    // 1 only where contrast and content agree: a correlation alone would not miss what is added.
    worstPart = Math.min(worstPart, (2 * ab) / scale / (shareA + shareB));
  }
  if (numShown < MIN_SHOWN || !variesBothWays(a)) return null;
  return { detail: parts.reduce((sum, { ab }) => sum + ab, 0) / scale, worstPart };
}

/** Whether there are edges in both directions: a straight one, or stripes, can be moved along themselves. */
function variesBothWays(values: Float64Array): boolean {
  let [across, down] = [0, 0];
  for (let i = 0; i < FINE ** 2 - FINE; i++) {
    if (i % FINE < FINE - 1) across += (values[i + 1]! - values[i]!) ** 2;
    down += (values[i + FINE]! - values[i]!) ** 2;
  }
  return Math.min(across, down) >= MIN_OTHER_WAY * Math.max(across, down);
}

const COPY = new Float64Array(FINE ** 2);

/** Takes the mean of its surroundings from each cell. */
function takeSurroundings(values: Float64Array): void {
  COPY.set(values);
  for (let y = 0; y < FINE; y++) {
    const [top, bottom] = [Math.max(0, y - SURROUNDINGS), Math.min(FINE - 1, y + SURROUNDINGS)];
    for (let x = 0; x < FINE; x++) {
      const [left, right] = [Math.max(0, x - SURROUNDINGS), Math.min(FINE - 1, x + SURROUNDINGS)];
      let sum = 0;
      for (let i = top; i <= bottom; i++) {
        for (let j = left; j <= right; j++) sum += COPY[i * FINE + j]!;
      }
      values[y * FINE + x]! -= sum / ((bottom - top + 1) * (right - left + 1));
    }
  }
}
