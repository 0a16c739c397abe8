import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRng, deriveSeed, gaussian, permutation } from "./index.ts";

test("gives the published sequence of xoshiro128** from the SplitMix state of seed 1", () => {
  // Same algorithm written with unbounded integers, as in the authors' C code.
  const mask = 0xffffffffn;
  const mix = (x: bigint) => {
    let z = x;
    z = ((z ^ (z >> 16n)) * 0x85ebca6bn) & mask;
    z = ((z ^ (z >> 13n)) * 0xc2b2ae35n) & mask;
    return z ^ (z >> 16n);
  };
  const rotate = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & mask;
  const s = [1n, 2n, 3n, 4n].map((i) => mix((1n + i * 0x9e3779b9n) & mask)) as [
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const next = () => {
    const result = (rotate((s[1] * 5n) & mask, 7n) * 9n) & mask;
    const t = (s[1] << 9n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
    return result;
  };
  const rng = createRng(1);
  for (let i = 0; i < 1000; i++) {
    const expected = Number(((next() >> 5n) << 26n) + (next() >> 6n)) / 2 ** 53;
    expect(rng()).toBe(expected);
  }
});

test("keeps its sequence: a stored run can be drawn again", () => {
  const rng = createRng(deriveSeed(1, "split", 0));
  expect([rng(), rng(), rng()]).toMatchInlineSnapshot(`
    [
      0.16318103921107685,
      0.5450530033319378,
      0.9075727426793634,
    ]
  `);
  expect([...permutation(8, createRng(3))]).toMatchInlineSnapshot(`
    [
      4,
      1,
      7,
      6,
      0,
      3,
      2,
      5,
    ]
  `);
  expect(gaussian(createRng(3))).toMatchInlineSnapshot(`1.4761166032150748`);
});

test("is uniform: 16 equal bins of 160,000 draws pass a chi-squared test", () => {
  const bins = new Float64Array(16);
  const rng = createRng(12345);
  for (let i = 0; i < 160_000; i++) bins[Math.floor(rng() * 16)]! += 1;
  const chiSquared = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  expect(chiSquared).toBeLessThan(37.7); // 0.999 quantile at 15 degrees of freedom
});

test("derives other seeds for other names, other order and other types", () => {
  const seeds = [
    deriveSeed(1),
    deriveSeed(2),
    deriveSeed(1, "split"),
    deriveSeed(1, "init"),
    deriveSeed(1, "ab", "c"),
    deriveSeed(1, "a", "bc"),
    deriveSeed(1, "abc"),
    deriveSeed(1, 1),
    deriveSeed(1, "1"),
    deriveSeed(1, 1, 2),
    deriveSeed(1, 2, 1),
  ];
  expect(new Set(seeds).size).toBe(seeds.length);
});

test("derived seeds are 31-bit integers and rarely meet", () => {
  const seen = new Set<number>();
  for (let i = 0; i < 20_000; i++) seen.add(deriveSeed(7, "image", i));
  expect(seen.size).toBeGreaterThan(19_997); // 0.09 collisions expected
  fc.assert(
    fc.property(fc.integer(), fc.string(), (seed, name) => {
      const derived = deriveSeed(seed, name);
      return Number.isInteger(derived) && derived >= 0 && derived < 2 ** 31;
    }),
  );
});

test("a permutation holds every number once", () => {
  fc.assert(
    fc.property(fc.nat(200), fc.integer(), (n, seed) => {
      const sorted = permutation(n, createRng(seed)).toSorted();
      expect([...sorted]).toEqual(Array.from({ length: n }, (_, i) => i));
    }),
  );
});

test("all 24 orders of 4 are about equally frequent", () => {
  const counts = new Map<string, number>();
  const rng = createRng(99);
  for (let i = 0; i < 24_000; i++) {
    const order = permutation(4, rng).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  const chiSquared = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(chiSquared).toBeLessThan(49.7); // 0.999 quantile at 23 degrees of freedom
});

test("gaussian has the moments of the normal distribution", () => {
  const n = 200_000;
  const rng = createRng(5);
  const draws = Float64Array.from({ length: n }, () => gaussian(rng));
  const moment = (power: number) => draws.reduce((sum, x) => sum + x ** power, 0) / n;
  expect(moment(1)).toBeCloseTo(0, 1.8);
  expect(moment(2)).toBeCloseTo(1, 1.8);
  expect(moment(3)).toBeCloseTo(0, 1);
  expect(moment(4)).toBeCloseTo(3, 1);
  expect(draws.filter((x) => Math.abs(x) > 1.959964).length / n).toBeCloseTo(0.05, 2);
});
