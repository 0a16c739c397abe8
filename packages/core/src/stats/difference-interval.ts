import { type BootstrapOptions, bootstrapInterval } from "./bootstrap.ts";
import { checkPair } from "./compare-pair.ts";
import type { Interval } from "./wilson-interval.ts";

/**
 * Paired BCa bootstrap interval of the difference of two accuracies on the same images, B - A.
 *
 * @param correctA Whether A was right, per image, shape [n].
 * @param correctB The same for B, in the same order.
 * @returns In [-1, 1]; null where the two are right on the same images throughout, or differ on every
 *   image in the same way.
 * @throws {AppError} EMPTY_INPUT, SHAPE_MISMATCH or OUT_OF_RANGE.
 */
export function differenceInterval(
  correctA: readonly boolean[],
  correctB: readonly boolean[],
  options: BootstrapOptions,
): Interval | null {
  checkPair({ nameA: "A", nameB: "B", correctA, correctB });
  const differences = Int8Array.from(correctA, (a, i) => Number(correctB[i]) - Number(a));
  return bootstrapInterval(
    differences.length,
    (positions) => {
      let sum = 0;
      for (const i of positions) sum += differences[i]!;
      return sum / positions.length;
    },
    options,
  );
}
