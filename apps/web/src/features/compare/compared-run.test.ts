import { findPair, judgeRuns } from "@graft/core/analysis/comparability";
import { formatPValue } from "@graft/core/analysis/format";
import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/fixtures.ts";
import { commonestClassShare, toCompared } from "./compared-run.ts";

test("the most accurate run first, untested ones left out, names unique", () => {
  const { predictions: good } = comparedRun("hhhm");
  const { predictions: bad } = comparedRun("hmmm");
  const compared = toCompared([
    { run: runDetail({ id: 1 }), predictions: bad },
    { run: runDetail({ id: 2 }), predictions: good },
    { run: runDetail({ id: 3, method: "raw-pixels" }), predictions: good },
    { run: runDetail({ id: 4, method: "fine-tuned" }), predictions: [] },
  ]);
  expect(compared.map(({ name, estimate }) => [name, estimate.value])).toEqual([
    ["scratch (run 2)", 0.75],
    ["raw-pixels", 0.75],
    ["scratch (run 1)", 0.25],
  ]);
});

test("the commonest class is the bar to clear, where it is the same for all", () => {
  expect(commonestClassShare([comparedRun("hhh"), comparedRun("mmm")])).toBeCloseTo(2 / 3, 12);
  expect(commonestClassShare([comparedRun("hhh"), comparedRun("hh")])).toBeNull();
  expect(commonestClassShare([])).toBeNull();
});

const best = comparedRun("hhhhhhhh", { id: 1, method: "fine-tuned" });
const middle = comparedRun("hhhhhhmm", { id: 2, method: "raw-pixels" });
const worst = comparedRun("mmmmmmmm", { id: 3, method: "scratch" });

test("every pair once, the better run as B, Holm-corrected over all of them, in any order", () => {
  const { pairs, overSplits, runs } = judgeRuns([worst, best, middle]);
  expect(overSplits).toBeNull();
  expect(runs).toEqual([best, middle, worst]);
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
  const { pairs, verdict } = judgeRuns([best, elsewhere, worst]);
  expect(verdict).toEqual([]);
  expect(
    pairs.map(({ result }) => ("reason" in result ? result.reason : result.correctedPValue)),
  ).toEqual([
    "they were trained and tested on different splits",
    expect.closeTo(2 / 256, 12),
    "they were trained and tested on different splits",
  ]);
});

test("words, p-value and interval of a pair agree", () => {
  const { verdict, pairs } = judgeRuns([best, worst]);
  // 8 to 0 is 2 / 2^8 = 0.0078.
  expect(verdict).toEqual([
    "fine-tuned is 100 points higher than scratch; with 8 images this is unlikely to be chance (p = 0.008).",
  ]);
  const found = findPair({ pairs }, worst, best);
  expect(found?.b).toBe(best);
  expect(found?.pair.isClear).toBe(true);
  expect(formatPValue(found?.pair.correctedPValue ?? 1)).toBe("p = 0.008");
  expect(found?.pair.interval?.low).toBeGreaterThan(0);
  expect(findPair({ pairs }, best, best)).toBeNull();
});

test("methods that ran on the same splits are compared over them", () => {
  const { split } = runDetail();
  const other = { split: { ...split, fingerprint: "t" } };
  const runs = [
    comparedRun("hhhh", { id: 1, method: "fine-tuned" }),
    comparedRun("hhhm", { id: 2, method: "fine-tuned", ...other }),
    comparedRun("hhmm", { id: 3 }),
    comparedRun("hmmm", { id: 4, ...other }),
  ];
  const { overSplits, verdict } = judgeRuns(runs);
  expect(overSplits?.numSplits).toBe(2);
  expect(overSplits?.scores.map(({ name, accuracy }) => [name, accuracy.mean])).toEqual([
    ["fine-tuned", 0.875],
    ["scratch", 0.375],
  ]);
  expect(verdict).toEqual([
    "fine-tuned is 50 points higher than scratch on average over 2 splits; chance cannot be judged: an interval needs 3 different splits.",
  ]);
});
