import { expect, test } from "vitest";
import { comparePair, formatPValue, verdict } from "./index.ts";

/** A pair with the given number of images in each cell. */
function pairOf(cells: { both: number; onlyA: number; onlyB: number; neither: number }) {
  const { both, onlyA, onlyB, neither } = cells;
  return comparePair({
    nameA: "A",
    nameB: "B",
    correctA: [
      many(both, true),
      many(onlyA, true),
      many(onlyB, false),
      many(neither, false),
    ].flat(),
    correctB: [
      many(both, true),
      many(onlyA, false),
      many(onlyB, true),
      many(neither, false),
    ].flat(),
  });
}

function many(count: number, value: boolean): boolean[] {
  return Array<boolean>(count).fill(value);
}

test.each([
  [
    { both: 91, onlyA: 2, onlyB: 4, neither: 3 },
    "B is 2 points higher than A; with 100 images this could be chance (p = 0.69).",
  ],
  [
    { both: 91, onlyA: 2, onlyB: 1, neither: 6 },
    "B is 1 point lower than A; with 100 images this could be chance (p = 1).",
  ],
  [
    { both: 60, onlyA: 3, onlyB: 25, neither: 12 },
    "B is 22 points higher than A; with 100 images this is unlikely to be chance (p < 0.001).",
  ],
  [
    { both: 280, onlyA: 0, onlyB: 1, neither: 19 },
    "B is 0.3 points higher than A; with 300 images this could be chance (p = 1).",
  ],
  [
    { both: 3000, onlyA: 1, onlyB: 2, neither: 0 },
    "B is less than 0.1 points higher than A; with 3003 images this could be chance (p = 1).",
  ],
  [
    { both: 90, onlyA: 3, onlyB: 3, neither: 4 },
    "B and A tie: both right on 93 of 100 images, each on 3 where the other is wrong (p = 1).",
  ],
  [
    { both: 93, onlyA: 0, onlyB: 0, neither: 7 },
    "B and A are right on the same 93 of 100 images; nothing tells them apart.",
  ],
  [
    { both: 100, onlyA: 0, onlyB: 0, neither: 0 },
    "B and A are both right on all 100 images; nothing tells them apart.",
  ],
  [
    { both: 0, onlyA: 0, onlyB: 0, neither: 4 },
    "B and A are both wrong on all 4 images; nothing tells them apart.",
  ],
  [
    { both: 0, onlyA: 0, onlyB: 1, neither: 0 },
    "B is 100 points higher than A; with 1 image this could be chance (p = 1).",
  ],
])("%j", (cells, sentence) => {
  expect(verdict(pairOf(cells))).toBe(sentence);
});

test("reads the corrected p-value where there are more pairs", () => {
  const pair = pairOf({ both: 80, onlyA: 1, onlyB: 9, neither: 10 });
  expect(pair.pValue).toBeLessThan(0.05);
  expect(verdict(pair, { pValue: 6 * pair.pValue, numPairs: 6 })).toBe(
    "B is 8 points higher than A; with 100 images this could be chance (p = 0.13, corrected for 6 pairs).",
  );
});

test.each([
  [0.000_999, "p < 0.001"],
  [0.001, "p = 0.001"],
  [0.0498, "p = 0.050"],
  [0.049, "p = 0.049"],
  [0.6875, "p = 0.69"],
  [0.9949, "p = 0.99"],
  [0.995, "p = 1"],
  [1, "p = 1"],
])("p-value %d is written %s", (p, text) => {
  expect(formatPValue(p)).toBe(text);
});
