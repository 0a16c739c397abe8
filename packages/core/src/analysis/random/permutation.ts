import type { Rng } from "./rng.ts";

/**
 * The numbers 0 … n - 1 in random order, every order equally likely.
 *
 * @returns Shape [n].
 * @see Durstenfeld 1964, doi:10.1145/364520.364540 (Fisher-Yates shuffle).
 */
export function permutation(n: number, rng: Rng): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let last = n - 1; last > 0; last--) {
    const pick = Math.floor(rng() * (last + 1));
    const held = order[last]!;
    order[last] = order[pick]!;
    order[pick] = held;
  }
  return order;
}
