import { expect, test } from "vitest";
import fixtures from "../../../fixtures/stats.json" with { type: "json" };
import {
  binomialCdf,
  incompleteBeta,
  logGamma,
  normalCdf,
  studentQuantile,
  studentTwoSided,
  upperGamma,
} from "./distributions.ts";

const { distributions } = fixtures;

/** Relative, but for what is as good as 0. */
function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected) / Math.max(1e-12, Math.abs(expected))).toBeLessThan(1e-10);
}

test.each(distributions.normal)("normal distribution at %d", (z, p) => {
  expectClose(normalCdf(z!), p!);
});

test.each(distributions.upperGamma)("incomplete gamma function Q(%d, %d)", (a, x, q) => {
  expectClose(upperGamma(a!, x!), q!);
});

test.each(distributions.incompleteBeta)("incomplete beta function I_%d(%d, %d)", (...row) => {
  const [x, a, b, p] = row as [number, number, number, number];
  expectClose(incompleteBeta(x, { a, b }), p);
});

test.each(distributions.logGamma)("log gamma of %d", (x, value) => {
  expect(Math.abs(logGamma(x!) - value!)).toBeLessThan(1e-12 * Math.max(1, Math.abs(value!)));
});

test.each(distributions.student)("Student's t for %d with %d degrees of freedom", (c, df, t) => {
  expectClose(studentQuantile(c!, df!), t!);
  expectClose(studentTwoSided(t!, df!), 1 - c!);
});

test("binomial distribution by hand", () => {
  expect(binomialCdf(-1, { n: 3, p: 0.5 })).toBe(0);
  expect(binomialCdf(1, { n: 3, p: 0.5 })).toBeCloseTo(0.5, 12);
  expect(binomialCdf(0, { n: 2, p: 0.1 })).toBeCloseTo(0.81, 12);
  expect(binomialCdf(3, { n: 3, p: 0.5 })).toBe(1);
});
