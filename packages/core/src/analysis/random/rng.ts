/** A source of uniform numbers in [0, 1), each with 53 random bits. Calling it advances it. */
export type Rng = () => number;

/**
 * A seeded generator: the same seed gives the same numbers on every machine.
 *
 * xoshiro128** 1.1 (period 2^128 - 1), its state filled by a 32-bit SplitMix, in integer
 * arithmetic only. Not for secrets.
 *
 * @param seed An integer; its lowest 32 bits count.
 * @see Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators",
 *   doi:10.1145/3460772; Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195.
 */
export function createRng(seed: number): Rng {
  let state = seed | 0;
  const nextState = () => {
    state = (state + 0x9e3779b9) | 0;
    return mix32(state);
  };
  let [a, b, c, d] = [nextState(), nextState(), nextState(), nextState()];

  const next32 = () => {
    const scrambled = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return scrambled;
  };
  // Statements, not one expression: the high bits are drawn first.
  return () => {
    const high = next32() >>> 5;
    const low = next32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
}

/** Spreads every bit of a 32-bit integer over all others (the finaliser of MurmurHash3). */
export function mix32(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
