import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { ownGradients, ownKernels } from "../engine.ts";
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

/** Which of our kernels and gradients have not been called since the recording began. */
export interface Recording {
  uncalledKernels(): string[];
  uncalledGradients(): string[];
}

/** Puts a note-taker in front of each kernel that a backend has of us, and of each of our gradients. */
export function recordCalls(backend: string): Recording {
  const kernels = ownKernels(backend);
  const called = new Set<string>();
  for (const [name, config] of kernels) {
    tf.unregisterKernel(name, backend);
    tf.registerKernel({
      ...config,
      kernelFunc: (call) => {
        called.add(name);
        return config.kernelFunc(call);
      },
    });
  }
  const gradients = ownGradients();
  const differentiated = new Set<string>();
  for (const name of gradients) {
    const config = tf.getGradient(name);
    tf.unregisterGradient(name);
    tf.registerGradient({
      ...config,
      gradFunc: (...call) => {
        differentiated.add(name);
        return config.gradFunc(...call);
      },
    });
  }
  return {
    uncalledKernels: () => [...kernels.keys()].filter((name) => !called.has(name)),
    uncalledGradients: () => [...gradients].filter((name) => !differentiated.has(name)),
  };
}
