import { expect, test } from "vitest";
import { leaks, readEndurance } from "./endurance-report.mjs";

const flat = { tensors: 40, bytes: 4000, library: 7, resident: 300e6 };

test("flat memory has no leak, one tensor more has one, and so has resident memory that grows", () => {
  expect(leaks({ before: flat, after: { ...flat, resident: 320e6 } })).toEqual([]);
  expect(leaks({ before: flat, after: { ...flat, tensors: 41 } })).toEqual(["tensors"]);
  expect(leaks({ before: flat, after: { ...flat, resident: 400e6 } })).toEqual(["resident"]);
});

test("only an engine that is not there is left out; a crash in the training is a fault", () => {
  const ended = { status: 0, signal: null, stdout: "", stderr: "" };
  expect(readEndurance({ ...ended, stdout: 'a line\n{"steps":1000}\n' })).toEqual({
    result: { steps: 1000 },
  });
  expect(readEndurance({ ...ended, status: 3, stderr: "There is no GPU.\n" })).toEqual({
    leftOut: "There is no GPU.",
  });
  expect(readEndurance({ ...ended, status: 1, stderr: "Error: shapes differ" })).toEqual({
    fault: "ended with 1: Error: shapes differ",
  });
  expect(readEndurance({ ...ended, status: null, signal: "SIGKILL" })).toEqual({
    fault: "ended with SIGKILL: ",
  });
});
