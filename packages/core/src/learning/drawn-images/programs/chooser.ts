import { permutation, type Rng } from "../../../analysis/random/index.ts";

/** Draws from an rng, by what they mean. */
export interface Choose {
  /** True with a probability. */
  readonly chance: (probability: number) => boolean;
  readonly between: (low: number, high: number) => number;
  /** Both ends included. */
  readonly integer: (low: number, high: number) => number;
  readonly of: <T>(values: readonly T[]) => T;
  /** `count` of the values, none twice. */
  readonly some: <T>(values: readonly T[], count: number) => T[];
}

export function chooser(rng: Rng): Choose {
  return {
    chance: (probability) => rng() < probability,
    between: (low, high) => low + (high - low) * rng(),
    integer: (low, high) => low + Math.floor((high - low + 1) * rng()),
    of: (values) => values[Math.floor(values.length * rng())]!,
    some: (values, count) =>
      Array.from(permutation(values.length, rng).subarray(0, count), (i) => values[i]!),
  };
}
