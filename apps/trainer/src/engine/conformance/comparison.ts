import * as fc from "fast-check";
import { type Computation, expectSame } from "../testing/compare-backends.ts";

/** Something to compute on a backend and on tfjs's plain JavaScript one, on inputs of random shapes. */
export interface Comparison {
  readonly name: string;
  /** @throws where they differ by more than rounding; says for which shapes. */
  check(backend: string, numRuns: number): Promise<void>;
}

export function comparison<Case>(
  name: string,
  cases: fc.Arbitrary<Case>,
  computationOf: (chosen: Case) => Computation,
): Comparison {
  return {
    name,
    check: (backend, numRuns) => {
      const property = fc.asyncProperty(cases, (chosen) =>
        expectSame(backend, computationOf(chosen)),
      );
      return fc.assert(property, { numRuns, seed: 1 });
    },
  };
}

/** One that is made once, of shapes that are not random. */
export function fixedComparison(name: string, computation: Computation): Comparison {
  return { name, check: (backend) => expectSame(backend, computation) };
}

/** For sums of a few thousand products, in whatever order. */
export const ROUNDING = 2e-5;
/** For normalizations: where a channel varies little, dividing by its deviation makes rounding large. */
export const NORM_ROUNDING = 3e-4;
