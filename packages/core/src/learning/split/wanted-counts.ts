import { apportion } from "./apportion.ts";
import { checkClassSizes } from "./check-classes.ts";
import type { ClassCounts } from "./draw-units.ts";
import type { Part, SplitInput } from "./part.ts";
import { remainingAmounts, resolveAmounts } from "./resolve-amounts.ts";

export interface WantedCounts {
  /** Images to draw, per class; validation images are cut from them later. */
  readonly train: ClassCounts;
  /** Images to draw, per class. */
  readonly test: ClassCounts;
  /** Whether every class must get test images. */
  readonly everyClassTested: boolean;
}

/**
 * How many images of each class to draw: in proportion to the classes, and of each class at least
 * one for training and, where there are that many test images, one for testing.
 *
 * @param options.parts Prescribed parts, one per image.
 * @param options.sizes Images that may be drawn, per class (one class only if not stratified).
 * @throws {AppError} TOO_FEW_IMAGES.
 */
export function wantedCounts(
  input: SplitInput,
  { parts, sizes }: { parts: readonly Part[]; sizes: ClassCounts },
): WantedCounts {
  const { labels, numClasses, stratify } = input;
  const numOf = (part: Part) => parts.filter((own) => own === part).length;
  const isFree = numOf("train") + numOf("test") === 0;
  // A prescribed validation part alone leaves the rest to draw from, as if it were not there.
  const prescribed = isFree
    ? { train: 0, test: 0 }
    : { train: numOf("train") + numOf("validation"), test: numOf("test") };
  const asked = resolveAmounts(isFree ? numOf(null) : labels.length, input);
  const { train, test } = remainingAmounts(asked, {
    prescribed,
    free: sum(sizes),
    onlyFractions: input.train < 1 && input.test < 1,
  });
  if (isFree) {
    const drawn = labels.filter((_, image) => parts[image] === null);
    checkClassSizes(countLabels(drawn, numClasses), asked, input);
  }
  const everyClassTested = isFree && stratify && asked.test >= numClasses;

  // First what both parts get together, then the test images among those: so neither overdraws.
  const least = (isFree && stratify ? 1 : 0) + (everyClassTested ? 1 : 0);
  const low = sizes.map((size) => Math.min(least, size));
  const used = apportion(train + test, sizes, { low, high: sizes });
  const ofTest = apportion(test, used, {
    low: used.map((size) => (everyClassTested ? Math.min(1, size) : 0)),
    high: used.map((size) => (isFree && stratify ? Math.max(0, size - 1) : size)),
  });
  return { test: ofTest, train: used.map((size, k) => size - ofTest[k]!), everyClassTested };
}

function countLabels(labels: Int32Array, numClasses: number): number[] {
  const counts = Array<number>(numClasses).fill(0);
  for (const label of labels) counts[label]! += 1;
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
