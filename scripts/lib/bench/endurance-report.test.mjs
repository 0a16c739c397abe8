import { expect, test } from "vitest";
import { leaks } from "./endurance-report.mjs";

const flat = { tensors: 40, bytes: 4000, library: 7, resident: 300e6 };

test("flat memory has no leak, one tensor more has one, and so has resident memory that grows", () => {
  expect(leaks({ before: flat, after: { ...flat, resident: 320e6 } })).toEqual([]);
  expect(leaks({ before: flat, after: { ...flat, tensors: 41 } })).toEqual(["tensors"]);
  expect(leaks({ before: flat, after: { ...flat, resident: 400e6 } })).toEqual(["resident"]);
});
