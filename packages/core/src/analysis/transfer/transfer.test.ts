import { expect, test } from "vitest";
import type { TestedRun } from "../comparability/index.ts";
import { judgeRuns } from "../comparability/index.ts";
import { classGains, compareCourses, judgeGains, transferPairs } from "./index.ts";

let lastId = 0;

/** A run on one split: the labels of its images, and for each `1` for a hit. */
function tested(method: string, [labels, hits]: readonly [string, string], split = "s"): TestedRun {
  lastId += 1;
  return {
    run: {
      id: lastId,
      method,
      dataset: { name: "shapes", fingerprint: "f", classNames: ["a", "b", "c"] },
      split: { fingerprint: split, numTrain: 20, numTest: labels.length },
      experiment: { config: {} },
      environment: {},
    },
    predictions: Array.from(labels, (label, i) => ({
      hash: `${split} ${i}`,
      trueLabel: Number(label),
      predicted: hits[i] === "1" ? Number(label) : (Number(label) + 1) % 3,
    })),
  };
}

const gainsOf = (runs: readonly TestedRun[]) => classGains(transferPairs(runs));

test("gains per class, Holm-corrected over all cells of the table", () => {
  const labels = "0000222222";
  const runs = [
    tested("scratch", [labels, "1000111111"]),
    tested("fine-tuned", [labels, "1110000000"]),
  ];
  // By hand: 2 to 0 is p = 2 / 2^2, 0 to 6 is p = 2 / 2^6; Holm: the smaller one times 2.
  expect(gainsOf(runs)).toEqual([
    [
      {
        label: 0,
        total: 4,
        without: 0.25,
        with: 0.75,
        gain: 0.5,
        correctedPValue: 0.5,
        isClear: false,
      },
      {
        label: 2,
        total: 6,
        without: 1,
        with: 0,
        gain: -1,
        correctedPValue: expect.closeTo(2 / 32, 12),
        isClear: false,
      },
    ],
  ]);
  // With a second row of the table there are four cells.
  const [first] = gainsOf([...runs, tested("raw-pixels", [labels, "1000111111"])]);
  expect(first?.[1]?.correctedPValue).toBeCloseTo(4 / 32, 12);
});

test("over splits a class has its mean gain, judged by the corrected test; two splits say nothing of chance", () => {
  const labels = "0".repeat(8);
  const runs = ["00", "0000", "000"].flatMap((missed, i) => [
    tested("scratch", [labels, `${missed}${"0".repeat(2)}11111111`.slice(0, 8)], `split ${i}`),
    tested("fine-tuned", [labels, "11111111"], `split ${i}`),
  ]);
  const [[gain]] = gainsOf(runs) as [[ReturnType<typeof gainsOf>[number][number]]];
  // Gains of 0.5, 0.75 and 0.625: s = 0.125, t = 0.625 / (0.125 sqrt(1/3 + 8/20)) = 5.839 with 2 degrees of freedom;
  // two-sided p = 1 - t / sqrt(t² + 2).
  const t = 0.625 / (0.125 * Math.sqrt(1 / 3 + 8 / 20));
  expect(gain).toMatchObject({ total: 24, gain: 0.625, isClear: true });
  expect(gain.correctedPValue).toBeCloseTo(1 - t / Math.sqrt(t ** 2 + 2), 9);
  const [[few]] = gainsOf(runs.slice(0, 4)) as [[typeof gain]];
  expect(few).toMatchObject({ total: 16, correctedPValue: null, isClear: false });
});

test("a gain is judged with the pair of runs, whichever is the better", () => {
  const labels = "0".repeat(100);
  const worse = tested("fine-tuned", [labels, "1".repeat(80) + "0".repeat(20)]);
  const better = tested("scratch", [labels, "1".repeat(100)]);
  const frozen = tested("frozen-features", [labels, `${"1".repeat(99)}0`]);
  const runs = [worse, better, frozen];
  const [tuned, kept] = judgeGains(transferPairs(runs), judgeRuns(runs));
  expect(tuned).toMatchObject({ gain: -0.2, isClear: true });
  expect(tuned!.interval!.high).toBeLessThan(0);
  // One point of a hundred is no negative transfer.
  expect(kept).toMatchObject({ gain: -0.01, isClear: false });
  expect(kept!.interval!.high).toBeGreaterThan(0);
});

const course = (accuracies: readonly number[], secondsPerEpoch: number) => ({
  epochs: accuracies.map((_, i) => i + 1),
  seconds: accuracies.map((_, i) => (i + 1) * secondsPerEpoch),
  accuracies,
});

test("at equal epochs both have done the shorter one's; at equal seconds as many as fit", () => {
  // Without transfer an epoch takes 10 s and there are 4; with it they take 15 s and there are 3.
  const compared = compareCourses(
    course([0.5, 0.55, 0.6, 0.625], 10),
    course([0.75, 0.5, 0.875], 15),
  );
  expect(compared.epochs).toEqual({
    at: 3,
    without: 0.6,
    with: 0.875,
    gain: expect.closeTo(0.275, 12),
  });
  // They end after 40 s and 45 s: by 40 s, 4 epochs and 2.
  expect(compared.seconds).toEqual({ at: 40, without: 0.625, with: 0.5, gain: -0.125 });
  expect(compared.overtakes).toEqual({ epoch: 1, seconds: 15 });
});

test("a training that never gets as far overtakes nowhere", () => {
  expect(compareCourses(course([0.9], 1), course([0.5, 0.6], 1)).overtakes).toBeNull();
});

test("where one had not finished an epoch, there is nothing to compare at equal seconds", () => {
  const { epochs, seconds } = compareCourses(course([0.5], 100), course([0.5, 0.75], 1));
  expect(epochs).toEqual({ at: 1, without: 0.5, with: 0.5, gain: 0 });
  expect(seconds).toBeNull();
});

test("without epochs there is nothing to compare", () => {
  const none = { epochs: null, seconds: null, overtakes: null };
  expect(compareCourses(course([], 1), course([0.5], 1))).toEqual(none);
  expect(compareCourses(course([0.5], 1), course([], 1))).toEqual(none);
});
