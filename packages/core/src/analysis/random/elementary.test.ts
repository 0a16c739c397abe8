import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cosTurn, exp, ln, sinTurn } from "./random.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

test("sin and cos of turns are those of the angle", () => {
  fc.assert(
    fc.property(between(-50, 50), (turns) => {
      expect(sinTurn(turns)).toBeCloseTo(Math.sin(2 * Math.PI * turns), 11);
      expect(cosTurn(turns)).toBeCloseTo(Math.cos(2 * Math.PI * turns), 11);
    }),
  );
  expect(sinTurn(0)).toBe(0);
  expect(sinTurn(7)).toBe(0);
});

test("exp and ln undo each other and agree with the machine's own", () => {
  fc.assert(
    fc.property(between(-600, 600), (x) => {
      expect(exp(x) / Math.exp(x)).toBeCloseTo(1, 11);
    }),
  );
  fc.assert(
    fc.property(between(1e-300, 1), (x) => {
      expect(ln(x)).toBeCloseTo(Math.log(x), 10);
      expect(exp(ln(x)) / x).toBeCloseTo(1, 10);
    }),
  );
});
