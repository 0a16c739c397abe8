import { AppError } from "../../contract/errors.ts";

/** A model's files cannot be used. @param problem What is wrong, to follow "The model cannot be read:". */
export function invalidModel(problem: string, cause?: unknown): AppError {
  return new AppError({
    code: "MODEL_INVALID",
    message: `The model cannot be read: ${problem}.`,
    hint: "Take the files as Graft wrote them (`pnpm trainer export RUN --to folder`), all from one run.",
    cause,
  });
}
