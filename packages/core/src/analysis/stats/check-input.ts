import { AppError } from "../../contract/errors.ts";

/** @throws {AppError} OUT_OF_RANGE. */
export function checkConfidence(confidence: number): void {
  if (confidence > 0 && confidence < 1) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `A confidence of ${confidence} is not between 0 and 1.`,
    hint: "Give 0.95 for a 95 % interval.",
  });
}

/** @throws {AppError} OUT_OF_RANGE. */
export function checkCount(value: number, what: string): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new AppError({
    code: "OUT_OF_RANGE",
    message: `${value} is no number of ${what}.`,
    hint: "Give a whole number, 1 or above.",
  });
}

/** @throws {AppError} NOT_A_NUMBER. */
export function checkFinite(values: ArrayLike<number>, what: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new AppError({
      code: "NOT_A_NUMBER",
      message: `${what} ${i} is ${values[i]}.`,
      hint: "Give finite numbers.",
    });
  }
}
