import { expect, test } from "vitest";
import { formatPercent, formatRate, formatSeconds } from "./format.ts";

test.each([
  [0, "0.0 s"],
  [9.94, "9.9 s"],
  [9.96, "10 s"],
  [59.6, "1 min 0 s"],
  [72, "1 min 12 s"],
  [7500, "2 h 5 min"],
  [Number.POSITIVE_INFINITY, "-"],
])("%d seconds read %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test("fractions and rates", () => {
  expect(formatPercent(0.93)).toBe("93.0 %");
  expect([0.449, 4.51, 45.4].map(formatRate)).toEqual(["0.45", "4.5", "45"]);
});
