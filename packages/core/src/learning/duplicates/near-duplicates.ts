/**
 * Finds images that show the same scene although their pixels differ: compressed again, resized, cropped,
 * mirrored, recoloured, in any mix. Rotations are not found.
 *
 * Each image is shrunk (small-images.ts). Coarse comparisons guess which images may be parts of others
 * (find-candidates.ts); each guess is laid on the other image as well as it can be, and edges and texture must
 * agree everywhere (align-images.ts). How well this works: docs/decisions/0017-near-duplicates.md.
 */
import { Aligner } from "./align-images.ts";
import { CandidateSearch } from "./find-candidates.ts";
import type { SmallImages } from "./small-images.ts";

/** Least agreement of near-duplicates: of all they share, and of the part that agrees least. */
const MIN_AGREEMENT = { detail: 0.8, worstPart: 0.6 };
/** The same where one of them has few pixels: then different images of one class agree almost as well. */
const MIN_AGREEMENT_OF_TINY = { detail: 0.975, worstPart: 0.93 };
/** Shorter side in pixels below which an image is tiny. */
const TINY = 32;

/** Where work ends although pairs may be left, over all parts. */
const MAX_COMPARISONS = 1_000_000_000;
/** Images of a part of the search. */
const PART_SIZE = 32;

/** Two images of the same scene. */
export interface NearDuplicate {
  /** Positions, first < second. */
  readonly first: number;
  readonly second: number;
  /** Correlation of edges and texture, in [0.8, 1]. */
  readonly similarity: number;
  /** Whether one is the mirror image of the other. */
  readonly isMirrored: boolean;
  /** Side of the scene that the smaller crop shows, as a fraction of that of the other: 1 where both show it all. */
  readonly scale: number;
}

export interface NearDuplicates {
  /** By first, then second position. */
  readonly pairs: readonly NearDuplicate[];
  /** False when there were too many images alike to compare all of them. */
  readonly isComplete: boolean;
}

/** Images whose small images are compared. */
export interface ComparedImages {
  /** Content hash of each image: of copies only the first is compared. */
  readonly keys: readonly string[];
  /** Shorter side of each image before it was resized, in pixels. */
  readonly sides: readonly number[];
}

/**
 * A search in parts that can be computed in any order, on any number of threads. The parts depend on the number of
 * images alone, and so does what each of them finds: `joinParts` gives the same result every time.
 */
export class NearDuplicateSearch {
  readonly #small: SmallImages;
  readonly #sides: readonly number[];
  /** One of each set of copies. */
  readonly #images: readonly number[];
  readonly #candidates: CandidateSearch;
  readonly #aligner: Aligner;

  constructor(small: SmallImages, compared: ComparedImages) {
    this.#small = small;
    this.#sides = compared.sides;
    this.#images = distinctImages(compared);
    this.#candidates = new CandidateSearch(small, this.#images);
    this.#aligner = new Aligner(small);
  }

  /** @param part From 0, below `countParts`. */
  searchPart(part: number): NearDuplicates {
    const numParts = Math.ceil(this.#images.length / PART_SIZE);
    // Neighbours are often alike: each part takes images from the whole set, so that all take equally long.
    const own = this.#images.filter((_, i) => i % numParts === part);
    const most = this.#candidates.comparisons + MAX_COMPARISONS / numParts;
    const found = new Map<number, NearDuplicate>();
    for (const image of own) {
      if (this.#candidates.comparisons > most)
        return { pairs: [...found.values()], isComplete: false };
      this.#searchImage(image, found);
    }
    return { pairs: [...found.values()], isComplete: true };
  }

  #searchImage(image: number, found: Map<number, NearDuplicate>): void {
    for (const candidate of this.#candidates.find(image)) {
      const [first, second] = [image, candidate.part].sort((a, b) => a - b) as [number, number];
      const at = first * this.#small.count + second;
      if (found.has(at)) continue;
      const isTiny = Math.min(this.#small.side, this.#sides[first]!, this.#sides[second]!) < TINY;
      const pair = decide(this.#aligner.align(image, candidate.part, candidate), isTiny);
      const { isMirrored } = candidate;
      if (pair) found.set(at, { first, second, ...pair, isMirrored });
    }
  }
}

/** Parts of a search. */
export function countParts(compared: ComparedImages): number {
  return Math.ceil(distinctImages(compared).length / PART_SIZE);
}

/** What all parts found, each pair once. @param parts In their order. */
export function joinParts(parts: readonly NearDuplicates[]): NearDuplicates {
  const found = new Map<string, NearDuplicate>();
  for (const pair of parts.flatMap(({ pairs }) => pairs)) {
    const key = `${pair.first} ${pair.second}`;
    if (!found.has(key)) found.set(key, pair);
  }
  const pairs = [...found.values()].sort((a, b) => a.first - b.first || a.second - b.second);
  return { pairs, isComplete: parts.every(({ isComplete }) => isComplete) };
}

function distinctImages({ keys }: ComparedImages): number[] {
  const firstOf = new Map<string, number>();
  for (const [image, key] of keys.entries()) if (!firstOf.has(key)) firstOf.set(key, image);
  return [...firstOf.values()];
}

function decide(
  alignment: ReturnType<Aligner["align"]>,
  isTiny: boolean,
): Pick<NearDuplicate, "similarity" | "scale"> | null {
  if (!alignment) return null;
  const { detail, worstPart, square } = alignment;
  const least = isTiny ? MIN_AGREEMENT_OF_TINY : MIN_AGREEMENT;
  if (detail < least.detail || worstPart < least.worstPart) return null;
  return { similarity: Math.min(1, detail), scale: Math.min(square.side, 1 / square.side) };
}
