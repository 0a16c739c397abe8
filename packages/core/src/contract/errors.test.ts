import { expect, test } from "vitest";
import { AppError } from "./errors.ts";

test("an expected failure carries a code, a message and a hint", () => {
  const cause = new Error("ENOENT");
  const error = new AppError({ code: "CONFIG_NOT_FOUND", message: "no x", hint: "make x", cause });
  expect([error.name, error.code, error.message, error.hint, error.cause]).toEqual([
    "AppError",
    "CONFIG_NOT_FOUND",
    "no x",
    "make x",
    cause,
  ]);
});
