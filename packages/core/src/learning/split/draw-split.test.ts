import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng, permutation } from "../../analysis/random/index.ts";
import { drawSplit, type Part, type SplitInput } from "./index.ts";

/** Images with different images and no groups: `sizes[k]` of class k. */
function imagesOf(sizes: number[], settings: Partial<SplitInput> = {}): SplitInput {
  const labels = Int32Array.from(sizes.flatMap((size, k) => Array<number>(size).fill(k)));
  return {
    labels,
    numClasses: sizes.length,
    classNames: sizes.map((_, k) => `class ${k}`),
    keys: Array.from(labels, (_, i) => `hash-${i}`),
    groups: Array.from(labels, () => null),
    fixed: null,
    train: 2 / 3,
    test: 1 / 3,
    validation: 0,
    stratify: true,
    seed: 1,
    ...settings,
  };
}

function countOf(parts: readonly Part[], part: Part): number {
  return parts.filter((own) => own === part).length;
}

function perClass(input: SplitInput, parts: readonly Part[], part: Part): number[] {
  const counts = Array<number>(input.numClasses).fill(0);
  for (const [i, own] of parts.entries()) if (own === part) counts[input.labels[i]!]! += 1;
  return counts;
}

describe("counts", () => {
  test("the lesson: 300 images, 200 to train on and 100 to test on, half of each class", () => {
    const input = imagesOf([150, 150], { train: 200, test: 100 });
    const parts = drawSplit(input);
    expect(perClass(input, parts, "train")).toEqual([100, 100]);
    expect(perClass(input, parts, "test")).toEqual([50, 50]);
    expect(drawSplit({ ...input, train: 2 / 3, test: 1 / 3 })).toEqual(parts);
  });

  test("what does not divide evenly goes to the largest remainders", () => {
    // Quotas of test: 2.0, 3.33, 4.67 -> 2, 3, 5.
    const input = imagesOf([6, 10, 14], { train: 20, test: 10 });
    const parts = drawSplit(input);
    expect(perClass(input, parts, "test")).toEqual([2, 3, 5]);
    expect(perClass(input, parts, "train")).toEqual([4, 7, 9]);
  });

  test("images beyond what is asked are not used", () => {
    const input = imagesOf([150, 150], { train: 40, test: 20 });
    const parts = drawSplit(input);
    expect([countOf(parts, "train"), countOf(parts, "test")]).toEqual([40, 20]);
    expect(countOf(parts, null)).toBe(240);
  });

  test("a rare class is trained on and tested on", () => {
    const input = imagesOf([96, 2], { train: 80, test: 10 });
    const parts = drawSplit(input);
    expect(perClass(input, parts, "train")).toEqual([79, 1]);
    expect(perClass(input, parts, "test")).toEqual([9, 1]);
  });

  test("validation is cut from the training images; train and test stay the same otherwise", () => {
    const input = imagesOf([150, 150]);
    const without = drawSplit(input);
    const parts = drawSplit({ ...input, validation: 0.1 });
    expect(perClass(input, parts, "validation")).toEqual([10, 10]);
    expect(parts.map((part) => (part === "validation" ? "train" : part))).toEqual(without);
  });

  test("without stratification only the totals are kept", () => {
    const classesOfTest = new Set<number>();
    for (let seed = 0; seed < 20; seed++) {
      const input = imagesOf([150, 150], { stratify: false, seed });
      const parts = drawSplit(input);
      expect(countOf(parts, "test")).toBe(100);
      classesOfTest.add(perClass(input, parts, "test")[0]!);
    }
    expect(classesOfTest.size).toBeGreaterThan(5);
  });

  test("every image is tested equally often", () => {
    const times = new Float64Array(30);
    const draws = 1000;
    for (let seed = 0; seed < draws; seed++) {
      const parts = drawSplit(imagesOf([15, 15], { train: 20, test: 10, seed }));
      for (const [i, part] of parts.entries()) if (part === "test") times[i]! += 1;
    }
    for (const count of times) expect(Math.abs(count / draws - 1 / 3)).toBeLessThan(0.06);
  });
});

describe("what belongs together", () => {
  test("copies stay together, also under different labels, and the counts are still met", () => {
    const input = imagesOf([150, 150], { train: 200, test: 100 });
    const keys = input.keys.map((key, i) => (i % 10 === 0 ? "hash-0" : key));
    for (let seed = 0; seed < 20; seed++) {
      const parts = drawSplit({ ...input, keys, seed });
      expect(new Set(parts.filter((_, i) => i % 10 === 0)).size).toBe(1);
      expect([countOf(parts, "train"), countOf(parts, "test")]).toEqual([200, 100]);
    }
  });

  test("pairs of copies are spread over both sides in proportion", () => {
    const input = imagesOf([60, 60], { train: 80, test: 40 });
    const keys = input.keys.map((_, i) => `pair-${Math.floor(i / 2)}`);
    let pairsInTest = 0;
    for (let seed = 0; seed < 200; seed++) {
      const parts = drawSplit({ ...input, keys, seed });
      expect(perClass(input, parts, "test")).toEqual([20, 20]);
      if (parts[0] === "test") pairsInTest += 1;
    }
    expect(Math.abs(pairsInTest / 200 - 1 / 3)).toBeLessThan(0.12);
  });

  test("sizes that add up are found: 7 + 5 + 3 = 15 of groups of 8, 7, 6, 5, 4 and 3", () => {
    const sizes = [8, 7, 6, 5, 4, 3];
    const input = imagesOf([33, 33], { train: 36, test: 30 });
    const own = sizes.flatMap((size, g) => Array<string>(size).fill(`group ${g}`));
    const groups = [...own.map((g) => `a ${g}`), ...own.map((g) => `b ${g}`)];
    for (let seed = 0; seed < 20; seed++) {
      const parts = drawSplit({ ...input, groups, seed });
      expect(perClass(input, parts, "test")).toEqual([15, 15]);
      expect(perClass(input, parts, "train")).toEqual([18, 18]);
    }
  });

  test("what cannot be met is met as nearly as can be", () => {
    // Groups of 10: 34 of 100 is not possible, 30 is.
    const input = imagesOf([100, 100], { train: 132, test: 68 });
    const groups = Array.from(input.labels, (_, i) => `group ${Math.floor(i / 10)}`);
    const parts = drawSplit({ ...input, groups });
    expect(countOf(parts, "test")).toBe(70);
    expect(countOf(parts, "train")).toBe(130);
  });

  test("groups with images of both classes are divided by total and by class", () => {
    const input = imagesOf([100, 100], { train: 140, test: 60 });
    const groups = Array.from(input.labels, (_, i) => `group ${i % 20}`);
    const parts = drawSplit({ ...input, groups });
    expect(perClass(input, parts, "test")).toEqual([30, 30]);
    expect(perClass(input, parts, "train")).toEqual([70, 70]);
  });

  const cases = fc.record({
    rows: fc.array(
      fc.record({
        label: fc.nat(2),
        key: fc.nat(60),
        group: fc.option(fc.nat(12), { freq: 2, nil: null }),
      }),
      { minLength: 40, maxLength: 90 },
    ),
    train: fc.double({ min: 0.3, max: 0.6, noNaN: true }),
    test: fc.double({ min: 0.1, max: 0.4, noNaN: true }),
    validation: fc.constantFrom(0, 0.2),
    stratify: fc.boolean(),
    seed: fc.nat(),
  });

  test("nothing straddles, the draw repeats, and the order of the files does not matter", () => {
    let drawn = 0;
    fc.assert(
      fc.property(cases, ({ rows, ...settings }) => {
        const input = (order: ArrayLike<number>): SplitInput => {
          const ordered = Array.from(order, (i) => rows[i]!);
          return {
            labels: Int32Array.from(ordered, (row) => row.label),
            numClasses: 3,
            classNames: ["a", "b", "c"],
            keys: ordered.map((row) => String(row.key)),
            groups: ordered.map((row) => (row.group === null ? null : String(row.group))),
            fixed: null,
            ...settings,
          };
        };
        const plain = Array.from(rows, (_, i) => i);
        const parts = attempt(input(plain));
        if (parts === null) return; // too few: the message has tests of its own
        drawn += 1;
        const partOf = new Map<string, Part>();
        for (const [i, row] of rows.entries()) {
          for (const name of [
            `key ${row.key}`,
            ...(row.group === null ? [] : [`g ${row.group}`]),
          ]) {
            expect(partOf.get(name) ?? parts[i]).toBe(parts[i]);
            partOf.set(name, parts[i]!);
          }
        }
        expect(attempt(input(plain))).toEqual(parts);
        const order = permutation(rows.length, createRng(settings.seed));
        const shuffled = attempt(input(order));
        expect(shuffled).toEqual(Array.from(order, (i) => parts[i]));
      }),
      { numRuns: 200 },
    );
    expect(drawn).toBeGreaterThan(60);
  });

  test("single images meet every count exactly", () => {
    const sizes = fc.array(fc.integer({ min: 2, max: 40 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(
        sizes,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(),
        (all, part, seed) => {
          const n = all.reduce((a, b) => a + b, 0);
          const k = all.length;
          const train = k + Math.floor(part * (n - 2 * k));
          const input = imagesOf(all, { train, test: n - train, seed });
          const parts = drawSplit(input);
          expect(countOf(parts, "train")).toBe(train);
          expect(countOf(parts, "test")).toBe(n - train);
          for (const [c, count] of perClass(input, parts, "test").entries()) {
            expect(count).toBeGreaterThanOrEqual(1);
            const quota = ((n - train) * all[c]!) / n;
            expect(Math.abs(count - quota)).toBeLessThan(k); // rare classes take from large ones
          }
        },
      ),
    );
  });
});

/** The split, or null where there are too few images for it. */
function attempt(input: SplitInput): Part[] | null {
  try {
    return drawSplit(input);
  } catch (error) {
    expect(error).toMatchObject({ code: "TOO_FEW_IMAGES" });
    return null;
  }
}
