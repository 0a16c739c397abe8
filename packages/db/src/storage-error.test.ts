import { AppError } from "@graft/core/contract/errors";
import { expect, test } from "vitest";
import { isStorageError, toStorageError } from "./storage-error.ts";

/** As the driver reports it: SQLite's extended result code. */
const failure = (extendedCode: number) => Object.assign(new Error("failed"), { extendedCode });

test.each([
  [13, "DISK_FULL"],
  // SQLITE_IOERR_SHMSIZE: no room for the index of the write-ahead log.
  [4874, "DISK_FULL"],
  // SQLITE_IOERR_READ, _WRITE, and _SHMOPEN: the disk fails, it is not full.
  [266, "DATABASE_CORRUPT"],
  [778, "DATABASE_CORRUPT"],
  [4618, "DATABASE_CORRUPT"],
  [5, "DATABASE_BUSY"],
  [517, "DATABASE_BUSY"],
  [8, "DATABASE_READ_ONLY"],
  [11, "DATABASE_CORRUPT"],
])("SQLite's code %i is %s, names the file and says what to do", (code, expected) => {
  const error = toStorageError(failure(code), "/data/runs.db");
  expect(error).toMatchObject({
    code: expected,
    message: expect.stringContaining("/data/runs.db"),
  });
  expect((error as AppError).hint).toMatch(/\w{3,}/);
  expect(isStorageError(error)).toBe(true);
});

test("of a full disk it says that it is full, and to free space", () => {
  expect(toStorageError(failure(13), "runs.db")).toMatchObject({
    message: "The database runs.db cannot grow: the disk is full.",
    hint: "Free some space, then run again.",
  });
});

test("other errors stay what they are", () => {
  const error = new TypeError("x is undefined");
  expect(toStorageError(error, "runs.db")).toBe(error);
  expect(isStorageError(error)).toBe(false);
  expect(isStorageError(new AppError({ code: "EMPTY_INPUT", message: "a", hint: "b" }))).toBe(
    false,
  );
});
