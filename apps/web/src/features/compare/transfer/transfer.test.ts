import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../../testing/compared-run.ts";
import type { ComparedRun } from "../compared-run.ts";
import { judgeRuns } from "../judge-runs.ts";
import { prepareTransfer } from "./prepare-transfer.ts";
import { transferPairs } from "./transfer-pairs.ts";

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
    judged: judgeRuns(runs, 1).pairs,
    curves: new Map(curves),
  });

const names = (runs: ComparedRun[]) =>
  transferPairs(runs).map((pair) => `${pair.with.run.id} over ${pair.without.run.id}`);

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

test("the gain on the test pictures is one at equal labels, and tells classes apart", () => {
  const [row] = prepare([tuned, scratch]);
  // 7 of 8 against 3 of 8.
  expect(row?.overall).toMatchObject({ gain: "+50.0 points", clear: false, negative: false });
  expect(row?.labels).toEqual({
    gain: "+50.0 points",
    note: "both learnt from the same 4 labels",
  });
  // Of the drawings (0, 2, 4, 6) 4 against 0, of the photos 3 against 3.
  expect(row?.classes).toEqual([
    { text: "+100.0", negative: false, clear: false, detail: "0.0% to 100.0% of 4" },
    { text: "0.0", negative: false, clear: false, detail: "75.0% to 75.0% of 4" },
  ]);
});

test("a class that transfer made worse is flagged", () => {
  const worse = comparedRun("hmhmhmhm", { id: 5, method: "fine-tuned" });
  const [row] = prepare([worse, raw]);
  // The photos: 0 of 4 against 3 of 4.
  expect(row?.classes[1]).toMatchObject({ text: "−75.0", negative: true });
  expect(row?.overall.negative).toBe(true);
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
    note: "both trained for 2 epochs; as good as scratch ever was on validation pictures after epoch 1",
  });
  expect(row?.seconds).toEqual({
    gain: "+50.0 points",
    note: "1 min 40 s with, 1 min 38 s without",
  });
});

test("trainings that differ in length are compared where both have been, on validation pictures", () => {
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
  expect(row?.epochs.note).toContain("on validation pictures after epoch 2");
  expect(row?.seconds).toEqual({
    gain: "0.0 points",
    note: "on validation pictures after 1 min 38 s",
  });
});

test("what cannot be compared says why", () => {
  const [overScratch, overRaw] = prepare([frozen, scratch, raw], [[2, trained(49, [0.5])]]);
  expect(overScratch?.epochs).toEqual({ gain: null, note: "frozen-features: no epochs" });
  expect(overScratch?.seconds.note).toBe("in less time: 20 s with, 1 min 38 s without");
  expect(overRaw?.epochs.note).toBe("frozen-features and raw-pixels: no epochs");
  expect(overRaw?.seconds).toEqual({
    gain: null,
    note: "it took longer: 20 s with, 5.0 s without; no validation accuracy in between",
  });
});
