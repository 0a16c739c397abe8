import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/compared-run.ts";
import { comparePairs } from "./compare-pairs.ts";

const best = comparedRun("hhhhhhhh", { id: 1, method: "fine-tuned" });
const middle = comparedRun("hhhhhhmm", { id: 2, method: "raw-pixels" });
const worst = comparedRun("mmmmmmmm", { id: 3, method: "scratch" });

test("every pair once, the better run as B, Holm-corrected over the pairs shown", () => {
  const pairs = comparePairs([best, middle, worst]);
  expect(pairs.map(({ a, b }) => `${b.name} over ${a.name}`)).toEqual([
    "fine-tuned over raw-pixels",
    "fine-tuned over scratch",
    "raw-pixels over scratch",
  ]);
  // Exact McNemar by hand: 2 to 0 is 2 / 2^2, 8 to 0 is 2 / 2^8, 6 to 0 is 2 / 2^6; Holm: times 1, 3, 2.
  const corrected = pairs.map(({ result }) => ("reason" in result ? null : result.correctedPValue));
  expect(corrected).toEqual([0.5, expect.closeTo(3 / 128, 12), expect.closeTo(2 / 32, 12)]);
  expect(pairs[0]?.result).toMatchObject({ onlyA: 0, onlyB: 2, difference: 0.25 });
});

test("a pair that cannot be compared gets the reason and no p-value, and is not corrected for", () => {
  const { split } = runDetail();
  const elsewhere = comparedRun("hhhhhhmm", { id: 4, split: { ...split, fingerprint: "t" } });
  const pairs = comparePairs([best, elsewhere, worst]);
  expect(
    pairs.map(({ result }) => ("reason" in result ? result.reason : result.correctedPValue)),
  ).toEqual([
    "they were trained and tested on different splits",
    expect.closeTo(2 / 256, 12),
    "they were trained and tested on different splits",
  ]);
});

test("one run has no pair", () => {
  expect(comparePairs([best])).toEqual([]);
});
