import type { Mix } from "./mixup.ts";

export interface TargetOptions {
  readonly numClasses: number;
  /** Part that is spread evenly over all classes, in [0, 1). */
  readonly smoothing?: number;
  readonly mix?: Mix | null;
}

/**
 * What probabilities a net should give.
 *
 * @param labels Class indices, shape [b].
 * @returns Shape [b, numClasses], row-major; each row sums to 1.
 * @see Szegedy et al. 2016, arXiv:1512.00567, section 7, for the smoothing.
 */
export function classTargets(
  labels: ArrayLike<number>,
  { numClasses, smoothing = 0, mix = null }: TargetOptions,
): Float32Array {
  const targets = new Float32Array(labels.length * numClasses).fill(smoothing / numClasses);
  const own = mix?.share ?? 1;
  for (let row = 0; row < labels.length; row++) {
    const start = row * numClasses;
    targets[start + labels[row]!]! += own * (1 - smoothing);
    if (mix) targets[start + labels[mix.partners[row]!]!]! += (1 - own) * (1 - smoothing);
  }
  return targets;
}
