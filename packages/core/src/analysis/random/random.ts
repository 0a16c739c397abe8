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

/**
 * A seed for one named purpose, so that split, initial weights, order and augmentation draw from
 * independent streams: changing how much one of them draws leaves the others as they were.
 *
 * @param seed The experiment's seed, an integer.
 * @param path Names or integers, such as `"repeat", 2, "init"`. `"1"` and `1` are different.
 * @returns An integer in [0, 2^31).
 */
export function deriveSeed(seed: number, ...path: (string | number)[]): number {
  let hash = absorb(0x2545f491, seed);
  for (const part of path) {
    // The leading tag keeps ("ab", "c") apart from ("a", "bc"), and 1 from "1".
    hash = absorb(hash, typeof part === "number" ? -1 : part.length);
    if (typeof part === "number") {
      hash = absorb(absorb(hash, part), Math.floor(part / 2 ** 32));
    } else {
      for (let i = 0; i < part.length; i++) hash = absorb(hash, part.charCodeAt(i));
    }
  }
  return mix32(hash) >>> 1;
}

function absorb(hash: number, value: number): number {
  return (Math.imul(mix32(hash ^ value), 0x9e3779b1) + 0x7f4a7c15) | 0;
}

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

/**
 * One draw from the normal distribution with mean 0 and variance 1.
 *
 * @see Marsaglia & Bray 1964, doi:10.1137/1006063 (polar method).
 */
export function gaussian(rng: Rng): number {
  for (;;) {
    const u = 2 * rng() - 1;
    const v = 2 * rng() - 1;
    const square = u * u + v * v;
    if (square > 0 && square < 1) return u * Math.sqrt((-2 * ln(square)) / square);
  }
}

// Elementary functions from the four operations and the square root, which IEEE 754 fixes to the last
// bit. The language leaves the last bits of `Math.sin`, `Math.exp` and `Math.log` to the machine; here
// the same input gives the same bits everywhere.

const TAU = 2 * Math.PI;

/** sin of an angle in turns: 0.25 is a right angle. Absolute error below 1e-12. */
export function sinTurn(turns: number): number {
  let part = turns - Math.round(turns);
  if (part > 0.25) part = 0.5 - part;
  else if (part < -0.25) part = -0.5 - part;
  const x = TAU * part;
  const square = x * x;
  let series = 1;
  // x - x^3/3! + … + x^17/17! by Horner's rule; |x| <= pi/2.
  for (let n = 16; n >= 2; n -= 2) series = 1 - (series * square) / (n * (n + 1));
  return x * series;
}

/** cos of an angle in turns. */
export function cosTurn(turns: number): number {
  return sinTurn(turns + 0.25);
}

/** Natural logarithm of x in (0, 1]. Absolute error below 1e-15. */
export function ln(x: number): number {
  let mantissa = x;
  let halvings = 0;
  for (; mantissa < Math.SQRT1_2; halvings++) mantissa *= 2;
  // ln m = 2 artanh t = 2 (t + t^3/3 + t^5/5 + …) with |t| <= 0.172, so ten terms are enough.
  const t = (mantissa - 1) / (mantissa + 1);
  let series = 0;
  for (let odd = 21; odd >= 1; odd -= 2) series = series * t * t + 1 / odd;
  return 2 * t * series - halvings * Math.LN2;
}

/** e to the power x, for x from -700 to 700. Relative error below 1e-13. */
export function exp(x: number): number {
  const doublings = Math.round(x / Math.LN2);
  const rest = x - doublings * Math.LN2;
  let series = 1;
  for (let n = 14; n >= 1; n--) series = 1 + (series * rest) / n;
  let scale = 1;
  for (let n = Math.abs(doublings); n > 0; n--) scale *= 2;
  return doublings < 0 ? series / scale : series * scale;
}
