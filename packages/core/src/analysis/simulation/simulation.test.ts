import { expect, test } from "vitest";
import { toCheck } from "./check.ts";
import { checkStatistics } from "./index.ts";

test("false claims, coverage and power meet their targets in the part that every test run checks", () => {
  const checks = [...checkStatistics(true)];
  expect(new Set(checks.map(({ check }) => check)).size).toBeGreaterThanOrEqual(4);
  expect(checks.filter(({ isMet }) => !isMet)).toEqual([]);
});

test("a rate may miss its target by chance, but not by more", () => {
  expect(isMet(0.0501, 0)).toBe(false);
  // Three standard deviations of 5 % in 300 are 3.8 points.
  expect(isMet(0.08, 300)).toBe(true);
  expect(isMet(0.1, 300)).toBe(false);
});

function isMet(share: number, experiments: number): boolean {
  return toCheck({ check: "", cell: "", share }, { high: 0.05 }, experiments).isMet;
}
