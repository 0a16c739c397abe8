import { expect, test } from "vitest";
import { type AnsweredRun, describeTransferGain } from "./transfer-gain.ts";

function run(method: AnsweredRun["method"], numRight: number, repeat = 0): AnsweredRun {
  return { method, repeat, correct: Array.from({ length: 20 }, (_, i) => i < numRight) };
}

test("one split: a tested sentence for each pair that there is", () => {
  const runs = [run("fine-tuned", 19), run("scratch", 9), run("raw-pixels", 10)];
  expect(describeTransferGain(runs)).toEqual([
    "fine-tuned is 50 points higher than scratch; with 20 images this is unlikely to be chance (p = 0.002).",
  ]);
});

test("several splits: the mean and the range, but no test of images that overlap", () => {
  const runs = [
    run("scratch", 10),
    run("fine-tuned", 16),
    run("scratch", 12, 1),
    run("fine-tuned", 14, 1),
  ];
  expect(describeTransferGain(runs)).toEqual([
    "fine-tuned is 20.0 points higher than scratch on average over 2 splits (from 10.0 to 30.0).",
  ]);
});

test("nothing to compare, nothing to say", () => {
  expect(describeTransferGain([run("scratch", 3), run("raw-pixels", 4)])).toEqual([]);
});
