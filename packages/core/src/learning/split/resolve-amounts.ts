import { AppError } from "../../contract/errors.ts";

/** How many images each part should have; validation is cut from train later. */
export interface Amounts {
  readonly train: number;
  readonly test: number;
}

/**
 * Counts from counts or fractions. Two fractions are rounded together: 2/3 and 1/3 use every image.
 *
 * @param numImages All images.
 * @param asked Counts (1 or more) or fractions of all images (below 1).
 */
export function resolveAmounts(numImages: number, asked: Amounts): Amounts {
  const test = resolve(numImages, asked.test);
  if (asked.train >= 1 || asked.test >= 1) return { train: resolve(numImages, asked.train), test };
  const both = Math.round((asked.train + asked.test) * numImages);
  return { train: Math.max(1, both - test), test };
}

function resolve(numImages: number, amount: number): number {
  return amount < 1 ? Math.max(1, Math.round(amount * numImages)) : amount;
}

/**
 * What is still to be drawn beside the images whose part is prescribed.
 *
 * @param prescribed Images already in train (with validation) and in test.
 * @param free Images that may be drawn.
 * @throws {AppError} TOO_FEW_IMAGES.
 */
export function remainingAmounts(
  amounts: Amounts,
  options: { prescribed: Amounts; free: number; onlyFractions: boolean },
): Amounts {
  const { prescribed, free, onlyFractions } = options;
  const train = Math.max(0, amounts.train - prescribed.train);
  const test = Math.max(0, amounts.test - prescribed.test);
  if (train + test <= free) return { train, test };
  const numPrescribed = prescribed.train + prescribed.test;
  // A fraction is a wish: beside a prescribed part that is larger, the other gets what is left.
  if (numPrescribed > 0 && onlyFractions)
    return { train: Math.min(train, free), test: free - Math.min(train, free) };
  const beside = numPrescribed > 0 ? `, of which ${numPrescribed} have a prescribed part` : "";
  throw new AppError({
    code: "TOO_FEW_IMAGES",
    message:
      `The split asks for ${amounts.train} training and ${amounts.test} test images, ` +
      `${amounts.train + amounts.test} together, but the data set has ${free + numPrescribed}${beside}.`,
    hint: "Lower split.train or split.test, or add images.",
  });
}
