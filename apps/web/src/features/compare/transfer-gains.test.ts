import { judgeRuns } from "@graft/core/analysis/comparability";
import { transferPairs } from "@graft/core/analysis/transfer";
import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/fixtures.ts";
import type { ComparedRun } from "./compared-run.ts";
import { prepareTransfer } from "./transfer-gains.ts";

const { split } = runDetail();
const tuned = comparedRun("hhhhhhhm", { id: 1, method: "fine-tuned", seconds: 100 });
const scratch = comparedRun("mhmhmhmm", { id: 2, method: "scratch", seconds: 98 });
const raw = comparedRun("mmmhhhhh", { id: 3, method: "raw-pixels", seconds: 5 });
const frozen = comparedRun("hhhhhhhh", { id: 4, method: "frozen-features", seconds: 20 });

const curve = (key: string, values: readonly number[]) => ({
  key,
  numPoints: values.length,
  steps: values.map((_, i) => i + 1),
  values,
  band: null,
});
const trained = (secondsPerEpoch: number, accuracies: readonly number[]) => [
  curve("validation/accuracy", accuracies),
  curve(
    "seconds",
    accuracies.map((_, i) => (i + 1) * secondsPerEpoch),
  ),
];
const prepare = (runs: ComparedRun[], curves: [number, ReturnType<typeof trained>][] = []) =>
  prepareTransfer(transferPairs(runs), {
    judgement: judgeRuns(runs),
    curves: new Map(curves),
  });

const names = (runs: ComparedRun[]) =>
  transferPairs(runs).map((pairs) =>
    pairs.map((pair) => `${pair.with.run.id} over ${pair.without.run.id}`).join(", "),
  );

test("every method with transfer against every one without, on one split", () => {
  expect(names([raw, tuned, frozen, scratch])).toEqual([
    "1 over 2",
    "1 over 3",
    "4 over 2",
    "4 over 3",
  ]);
  const elsewhere = comparedRun("hhhhhhhh", {
    id: 9,
    method: "scratch",
    split: { ...split, fingerprint: "t" },
  });
  expect(names([tuned, elsewhere])).toEqual([]);
  // The newest run counts, of those that can be compared.
  const again = comparedRun("mmmmmmmm", { id: 7, method: "scratch" });
  expect(names([tuned, elsewhere, scratch, again])).toEqual(["1 over 7"]);
  expect(names([tuned, frozen])).toEqual([]);
});

test("the gain on the test images is one at equal labels, and tells classes apart", () => {
  const [row] = prepare([tuned, scratch]);
  // 7 of 8 against 3 of 8.
  expect(row?.overall).toMatchObject({ gain: "+50.0 points", clear: false, negative: false });
  expect(row?.labels).toEqual({
    gain: "+50.0 points",
    note: "both trained on the same 4 labels",
  });
  // Of the drawings (0, 2, 4, 6) 4 against 0, of the photos 3 against 3.
  expect(row?.classes).toEqual([
    { text: "+100.0", worse: false, clear: false, detail: "0.0% to 100.0% of 4" },
    { text: "0.0", worse: false, clear: false, detail: "75.0% to 75.0% of 4" },
  ]);
});

test("a loss is negative transfer only where it is more than chance", () => {
  const worse = comparedRun("hmhmhmhm", { id: 5, method: "fine-tuned" });
  const [row] = prepare([worse, raw]);
  // The photos: 0 of 4 against 3 of 4, which could be chance.
  expect(row?.classes[1]).toMatchObject({ text: "−75.0", worse: true, clear: false });
  expect(row?.overall.negative).toBe(false);
  const all = comparedRun("hh".repeat(10), { id: 6, method: "raw-pixels" });
  const none = comparedRun("hm".repeat(10), { id: 7, method: "fine-tuned" });
  const [clear] = prepare([none, all]);
  // 0 of 10 against 10 of 10: p = 2 / 2^10, for two classes and alike for all.
  expect(clear?.classes[1]).toMatchObject({ text: "−100.0", worse: true, clear: true });
  expect(clear?.overall).toMatchObject({ negative: true, clear: true });
});

test("trainings of as many epochs and about as many seconds: the gain is at both equal", () => {
  const [row] = prepare(
    [tuned, scratch],
    [
      [1, trained(50, [0.875, 0.9])],
      [2, trained(49, [0.5, 0.75])],
    ],
  );
  expect(row?.epochs).toEqual({
    gain: "+50.0 points",
    note: "both trained for 2 epochs; reaches the best validation accuracy of scratch after epoch 1",
  });
  expect(row?.seconds).toEqual({
    gain: "+50.0 points",
    note: "1 min 40 s with, 1 min 38 s without",
  });
});

test("trainings that differ in length are compared where both have been, on validation images", () => {
  const long = comparedRun("hhhhhhhm", { id: 1, method: "fine-tuned", seconds: 200 });
  const [row] = prepare(
    [long, scratch],
    [
      [1, trained(50, [0.75, 0.5, 0.875, 1])],
      [2, trained(49, [0.5, 0.75])],
    ],
  );
  // After epoch 2: 0.5 against 0.75. After 98 s, one epoch of 50 s against two of 49 s: 0.75 against 0.75.
  expect(row?.epochs.gain).toBe("−25.0 points");
  expect(row?.epochs.note).toContain("on validation images after epoch 2");
  expect(row?.seconds).toEqual({
    gain: "0.0 points",
    note: "on validation images after 1 min 38 s",
  });
});

/** Two methods, once on each of three splits. */
const repeats = (tuned: readonly string[], plain: readonly string[]) =>
  tuned.flatMap((answers, repeat) => {
    const on = { repeat, split: { ...split, fingerprint: `split ${repeat}` } };
    return [
      comparedRun(answers, { id: 10 + repeat, method: "fine-tuned", seconds: 100 + repeat, ...on }),
      comparedRun(plain[repeat] ?? "", { id: 20 + repeat, seconds: 200 + repeat, ...on }),
    ];
  });

test("of several repeats all count: the mean, judged as on the page", () => {
  const runs = repeats(["hhhh", "hhhh", "hhhm"], ["hhmm", "hmmm", "hhmm"]);
  expect(names(runs)).toEqual(["12 over 22, 11 over 21, 10 over 20"]);
  const [row, ...others] = prepare(runs);
  expect(others).toEqual([]);
  expect(row).toMatchObject({ numSplits: 3, with: { name: "fine-tuned" } });
  // Gains of 0.5, 0.75 and 0.25 on 4 images each: the interval would leave out nothing, so there is none.
  expect(row?.overall).toEqual({
    gain: "+50.0 points",
    interval: null,
    unknown: "the splits differ too much for an interval",
    clear: false,
    negative: false,
  });
  expect(row?.labels.note).toBe("both trained on the same 4 labels on every split");
  expect(row?.seconds.note).toBe("in less time: 1 min 41 s with, 3 min 21 s without, on average");
  // Of the drawings 2, 2, 2 of 2 against 1, 1, 1; of the photos 2, 2, 1 of 2 against 1, 0, 1.
  expect(row?.classes).toMatchObject([
    { text: "+50.0", detail: "50.0% to 100.0% of 6" },
    { text: "+50.0", detail: "33.3% to 83.3% of 6" },
  ]);
});

test("over several splits, courses are compared split by split", () => {
  const runs = repeats(["hhhh", "hhhh"], ["hhmm", "hmmm"]);
  const [row] = prepare(runs, [
    [10, trained(50, [0.5, 0.75, 1])],
    [11, trained(50, [0.5, 1, 1])],
    [20, trained(50, [0.25, 0.5])],
    [21, trained(50, [0.25, 0.25])],
  ]);
  // After epoch 2: 0.25 and 0.75 more.
  expect(row?.epochs).toEqual({
    gain: "+50.0 points",
    note: "on validation images after epoch 2; reaches the best validation accuracy of scratch after epoch 1",
  });
});

test("methods that do not cover the same splits are judged by the gains alone", () => {
  const runs = repeats(["hhhh", "hhhh", "hhhh"], ["hmmm", "hhmm", "hmmm"]).slice(0, 5);
  expect(judgeRuns(runs).overSplits).toBeNull();
  const [row] = prepare(runs);
  expect(row).toMatchObject({ numSplits: 2, overall: { gain: "+62.5 points" } });
  expect(row?.overall).toMatchObject({
    interval: null,
    clear: false,
    unknown: "an interval needs 3 different splits",
  });
});

test("runs of two data sets are not mixed", () => {
  const { dataset } = runDetail();
  const other = {
    dataset: { ...dataset, name: "animals", fingerprint: "a", classNames: ["cat", "dog"] },
    split: { ...split, fingerprint: "other" },
  };
  const rows = prepare([
    tuned,
    scratch,
    comparedRun("hh", { id: 5, method: "fine-tuned", ...other }),
    comparedRun("hm", { id: 6, ...other }),
  ]);
  expect(rows.map(({ dataset: { name }, numSplits }) => [name, numSplits])).toEqual([
    ["animals", 1],
    ["shapes", 1],
  ]);
});

test("what cannot be compared says why", () => {
  const [overScratch, overRaw] = prepare([frozen, scratch, raw], [[2, trained(49, [0.5])]]);
  expect(overScratch?.epochs).toEqual({ gain: null, note: "frozen-features: no epochs" });
  expect(overScratch?.seconds.note).toBe("in less time: 20 s with, 1 min 38 s without");
  expect(overRaw?.epochs.note).toBe("frozen-features and raw-pixels: no epochs");
  expect(overRaw?.seconds).toEqual({
    gain: null,
    note: "took longer: 20 s with, 5.0 s without; no validation accuracy to compare",
  });
});
