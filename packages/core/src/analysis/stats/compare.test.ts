import { expect, test } from "vitest";
import { comparePair, judgePairs } from "./index.ts";

test("a pair is counted image by image", () => {
  const pair = comparePair({
    nameA: "A",
    nameB: "B",
    correctA: [true, true, false, false, true],
    correctB: [true, false, true, false, false],
  });
  expect(pair).toMatchObject({ total: 5, both: 1, onlyA: 2, onlyB: 1, neither: 1, pValue: 1 });
  expect(pair.difference).toBeCloseTo(-0.2, 12);
});

test("a pair on other images is refused", () => {
  expect(() =>
    comparePair({ nameA: "A", nameB: "B", correctA: [true], correctB: [true, false] }),
  ).toThrow(/"A" has 1 test image, "B" has 2/);
  expect(() => comparePair({ nameA: "A", nameB: "B", correctA: [], correctB: [] })).toThrow(
    expect.objectContaining({ code: "EMPTY_INPUT" }),
  );
});

test("several runs are compared pair by pair and corrected over all pairs", () => {
  const runs = { A: rightOn(80), B: rightOn(88), C: rightOn(90) };
  const pair = (nameA: keyof typeof runs, nameB: keyof typeof runs) =>
    comparePair({ nameA, nameB, correctA: runs[nameA], correctB: runs[nameB] });
  const pairs = judgePairs([pair("A", "B"), pair("A", "C"), pair("B", "C")]);
  const [ab, ac, bc] = pairs;
  expect(ab?.pValue).toBeCloseTo(2 / 2 ** 8, 12);
  expect(ab?.correctedPValue).toBeCloseTo((2 * 2) / 2 ** 8, 12);
  expect(ac?.correctedPValue).toBeCloseTo((3 * 2) / 2 ** 10, 12);
  expect(bc?.correctedPValue).toBeCloseTo(0.5, 12);
  expect(ab?.verdict).toContain("corrected for 3 pairs");
  expect(judgePairs([])).toEqual([]);
});

function rightOn(count: number): boolean[] {
  return Array.from({ length: 100 }, (_, i) => i < count);
}
