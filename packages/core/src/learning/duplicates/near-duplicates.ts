/**
 * Finds images that show the same scene although their pixels differ: compressed again, resized, cropped,
 * mirrored, recoloured, in any mix. Rotations are not found.
 *
 * Each image is shrunk (small-images.ts). Coarse comparisons guess which images may be parts of others
 * (find-candidates.ts); each guess is laid on the other image as well as it can be, and edges and texture must
 * agree everywhere (align-images.ts). How well this works: docs/decisions/0016-near-duplicates.md.
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

/** Where work ends although pairs may be left: about a minute. */
const MAX_COMPARISONS = 1_000_000_000;

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

/** Yields now and then, so that whoever drives it can answer signals in between. */
export function* findNearDuplicates(
  small: SmallImages,
  { keys, sides }: ComparedImages,
): Generator<void, NearDuplicates> {
  const firstOf = new Map<string, number>();
  for (const [image, key] of keys.entries()) if (!firstOf.has(key)) firstOf.set(key, image);
  const images = [...firstOf.values()];
  const search = new CandidateSearch(small);
  yield* search.prepare(images);
  const aligner = new Aligner(small);
  const found = new Map<number, NearDuplicate>();
  let isComplete = true;
  for (const image of images) {
    if (search.comparisons > MAX_COMPARISONS) {
      isComplete = false;
      break;
    }
    const candidates = search.find(image);
    yield;
    for (const candidate of candidates) {
      const [first, second] = [image, candidate.part].sort((a, b) => a - b) as [number, number];
      const at = first * small.count + second;
      if (found.has(at)) continue;
      const isTiny = Math.min(small.side, sides[first]!, sides[second]!) < TINY;
      const pair = decide(aligner.align(image, candidate.part, candidate), isTiny);
      const { isMirrored } = candidate;
      if (pair) found.set(at, { first, second, ...pair, isMirrored });
      yield;
    }
  }
  const pairs = [...found.values()].sort((a, b) => a.first - b.first || a.second - b.second);
  return { pairs, isComplete };
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
