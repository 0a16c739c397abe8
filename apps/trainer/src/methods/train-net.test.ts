import { expect, test } from "vitest";
import { hasDiverged } from "./train-net.ts";

test.each([
  ["a loss that ran away", [0.003, 447], true],
  ["a net that fell back to guessing after it had learnt", [0.6, 0.2, 0.05, 0.7], true],
  ["a single epoch far above guessing", [1.5], true],
  ["a single epoch, a little above guessing", [0.8], false],
  ["a slow start", [2.5, 0.9, 0.6], false],
  ["a net that never learns", [0.7, 0.69, 0.694], false],
  ["a bad epoch that is made good again", [0.2, 0.9, 0.1], false],
])("%s", (_name, losses, diverged) => {
  expect(hasDiverged(losses, 2)).toBe(diverged);
});
