import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/compared-run.ts";
import { intervalAgainst, judgeRuns } from "./judge-runs.ts";

const best = comparedRun("hhhhhhhh", { id: 1, method: "fine-tuned" });
const middle = comparedRun("hhhhhhmm", { id: 2, method: "raw-pixels" });
const worst = comparedRun("mmmmmmmm", { id: 3, method: "scratch" });

test("every pair once, the better run as B, Holm-corrected over the pairs shown", () => {
  const { pairs, overSplits } = judgeRuns([best, middle, worst], 1);
  expect(overSplits).toBeNull();
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
  const { pairs, verdict } = judgeRuns([best, elsewhere, worst], 1);
  expect(verdict).toEqual([]);
  expect(
    pairs.map(({ result }) => ("reason" in result ? result.reason : result.correctedPValue)),
  ).toEqual([
    "they were trained and tested on different splits",
    expect.closeTo(2 / 256, 12),
    "they were trained and tested on different splits",
  ]);
});

test("on one split the words are those of compareRuns", () => {
  const { verdict, pairs } = judgeRuns([best, worst], 1);
  // 8 to 0 is 2 / 2^8 = 0.0078.
  expect(verdict).toEqual([
    "fine-tuned is 100 points higher than scratch; with 8 images this is unlikely to be chance (p = 0.008).",
  ]);
  expect(pairs[0]?.result).toMatchObject({ pValueText: "p = 0.008", interval: null });
});

test("the difference of a pair has its bootstrap interval, the same with and without others beside", () => {
  const { split } = runDetail();
  const elsewhere = comparedRun("hhhhhhmm", { id: 4, split: { ...split, fingerprint: "t" } });
  const alone = judgeRuns([best, middle], 1).pairs[0]?.result;
  const among = judgeRuns([best, middle, elsewhere], 1).pairs[0]?.result;
  if (!alone || !among || "reason" in alone || "reason" in among) throw new Error("not tested");
  expect(alone.interval).toEqual(among.interval);
  expect(alone.interval?.low).toBeGreaterThanOrEqual(0);
  expect(alone.interval?.high).toBeGreaterThan(0.25);
});

test("the interval against a baseline is that of the pair, seen from the run", () => {
  const { pairs } = judgeRuns([best, middle, worst], 1);
  const seen = intervalAgainst(pairs, best, middle);
  const back = intervalAgainst(pairs, middle, best);
  expect(seen?.high).toBeLessThanOrEqual(0);
  expect(seen).toEqual(back && { low: -back.high, high: -back.low });
  // 100 to 0: the bootstrap has no interval.
  expect(intervalAgainst(pairs, best, worst)).toBeNull();
  expect(intervalAgainst(pairs, best, best)).toBeNull();
});

test("methods that ran on the same splits are compared over them, by the corrected interval", () => {
  const { split } = runDetail();
  const other = { split: { ...split, fingerprint: "t" } };
  const runs = [
    comparedRun("hhhh", { id: 1, method: "fine-tuned" }),
    comparedRun("hhhm", { id: 2, method: "fine-tuned", ...other }),
    comparedRun("hhmm", { id: 3 }),
    comparedRun("hmmm", { id: 4, ...other }),
  ];
  const { overSplits, verdict } = judgeRuns(runs, 1);
  expect(overSplits?.numSplits).toBe(2);
  expect(overSplits?.scores.map(({ name, accuracy }) => [name, accuracy.mean])).toEqual([
    ["fine-tuned", 0.875],
    ["scratch", 0.375],
  ]);
  // Both differences are 0.5: nothing spreads, so nothing can be said of chance.
  expect(verdict).toEqual([
    "fine-tuned is 50 points higher than scratch on average over 2 splits; nothing is known of the spread.",
  ]);
});
