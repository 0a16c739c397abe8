import { judgeRuns, type TestedRun } from "@graft/core/analysis/comparability";
import { expect, test } from "vitest";
import { describeJudgement } from "./describe-judgement.ts";

let lastId = 0;

/** A run that is right on the first so many of its images. */
function run(method: string, numRight: number, split = "s"): TestedRun {
  lastId += 1;
  return {
    run: {
      id: lastId,
      method,
      dataset: { name: "shapes", fingerprint: "f", classNames: ["a", "b"] },
      split: { fingerprint: split, numTrain: 80, numTest: 20 },
      experiment: { config: {} },
      environment: {},
    },
    predictions: Array.from({ length: 20 }, (_, i) => ({
      hash: `${split} ${i}`,
      trueLabel: 0,
      predicted: i < numRight ? 0 : 1,
    })),
  };
}

test("one split: the verdict and every pair, corrected for all of them, as trainer compare has them", () => {
  const runs = [
    run("scratch", 9),
    run("fine-tuned", 19),
    run("raw-pixels", 10),
    run("frozen-features", 19),
  ];
  const said = describeJudgement(runs);
  expect(said.slice(0, judgeRuns(runs).verdict.length)).toEqual(judgeRuns(runs).verdict);
  expect(said[0]).toBe("fine-tuned and frozen-features tie: both right on 19 of 20 images.");
  // 10 to 0 is p = 2 / 2^10, the smallest of six.
  expect(said).toContain(
    "fine-tuned is 50 points higher than scratch; with 20 images this is unlikely to be chance (p = 0.012, corrected for 6 pairs).",
  );
});

test("two splits: the mean and the range, and that nothing is known of chance", () => {
  const runs = [
    run("scratch", 10),
    run("fine-tuned", 16),
    run("scratch", 12, "t"),
    run("fine-tuned", 14, "t"),
  ];
  expect(describeJudgement(runs)).toEqual([
    "fine-tuned is 20 points higher than scratch on average over 2 splits (10 to 30 points); chance cannot be judged: an interval needs 3 different splits.",
  ]);
});

test("nothing to compare, runs that cover the splits unevenly, and too many of them", () => {
  expect(describeJudgement([run("scratch", 3)])).toEqual([]);
  const uneven = [run("scratch", 3), run("fine-tuned", 4), run("scratch", 5, "t")];
  expect(describeJudgement(uneven)[0]).toContain("Not every method finished once on every split");
  const many = Array.from({ length: 11 }, () => run("scratch", 3));
  expect(describeJudgement(many)[0]).toContain("choose up to 10");
});

test("a run whose training diverged is named below the verdict", () => {
  const [fine, wild] = [run("fine-tuned", 19), run("scratch", 9)];
  const said = describeJudgement([fine, { ...wild, run: { ...wild.run, diverged: true } }]);
  expect(said.at(-1)).toBe(
    `The training of run ${wild.run.id} diverged, so its accuracy says little about the method: lower its learning rate.`,
  );
});
