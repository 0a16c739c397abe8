import { expect, test } from "vitest";
import { describeWithoutTwins, judgeRuns, type RunOrigin, type TestedRun } from "./index.ts";

/** A run on images a, b, c, …: `h` for a hit, `m` for a miss; `twins` by letter. */
function tested(method: string, answers: string, changes: Partial<RunOrigin> = {}): TestedRun {
  const run = {
    id: method.length,
    method,
    dataset: { name: "shapes", fingerprint: "f", classNames: ["drawing", "photo"] },
    split: { fingerprint: "s", numTrain: 20, numTest: answers.length },
    experiment: { config: {} },
    environment: {},
    ...changes,
  };
  const predictions = Array.from(answers, (letter, i) => ({
    hash: String.fromCharCode(97 + i),
    trueLabel: 0,
    predicted: letter === "h" ? 0 : 1,
  }));
  return { run, predictions };
}

test("a run without twins says nothing", () => {
  expect(describeWithoutTwins(tested("scratch", "hhhm"))).toBeNull();
  expect(judgeRuns([tested("scratch", "hm"), tested("raw", "mm")]).withoutTwins).toBeNull();
});

test("one run: 1 of 2 instead of 3 of 4; hashes of other test sets do not count", () => {
  const run = tested("scratch", "hhhm", { twins: ["a", "b", "z"] });
  expect(describeWithoutTwins(run)).toBe(
    "Without the 2 test images that have a near-duplicate among the training images: 50.0% instead of 75.0%.",
  );
  expect(describeWithoutTwins(tested("scratch", "hm", { twins: ["b"] }))).toMatch(
    /^Without the 1 test image that has a near-duplicate among .*: 100.0% instead of 50.0%\.$/,
  );
});

test("only twins: nothing is left to measure", () => {
  const runs = ["scratch", "raw"].map((method) => tested(method, "hm", { twins: ["a", "b"] }));
  expect(describeWithoutTwins(runs[0]!)).toMatch(/nothing is left to measure/);
  const { withoutTwins } = judgeRuns(runs);
  expect(withoutTwins?.judgement).toBeNull();
  expect(withoutTwins?.sentences).toEqual([expect.stringMatching(/nothing is left/)]);
});

test("the gain and its p-value are those of the same exact test on the images that are left", () => {
  // 8 images only the net has right, of which 6 are twins: p = 2 / 2^8, then 2 / 2^2.
  const twins = Array.from("abcdef");
  const net = tested("fine-tuned", "hhhhhhhhhhmm", { twins });
  const raw = tested("raw-pixels", "mmmmmmmmhhmm", { id: 3, twins });
  const { pairs, withoutTwins, verdict } = judgeRuns([raw, net]);
  expect(pairs[0]?.result).toMatchObject({
    correctedPValue: expect.closeTo(2 / 2 ** 8, 12),
    isClear: true,
  });
  const after = withoutTwins!.judgement!;
  expect(after.pairs[0]?.result).toMatchObject({
    total: 6,
    onlyB: 2,
    correctedPValue: expect.closeTo(0.5, 12),
  });
  expect(withoutTwins!.sentences).toEqual([
    "Without the 6 test images that have a near-duplicate among the training images: fine-tuned 66.7% instead of 83.3%, raw-pixels 33.3% instead of 16.7%.",
    "fine-tuned against raw-pixels: +33.3 points (p = 0.50) instead of +66.7 points (p = 0.008).",
  ]);
  expect(verdict).toEqual(
    judgeRuns([tested("fine-tuned", "hhhhhhhhhhmm"), { ...raw, run: { ...raw.run, twins: [] } }])
      .verdict,
  );
});

test("a lead that turns round is told with its new sign", () => {
  const twins = ["a", "b", "c"];
  const first = tested("fine-tuned", "hhhmh", { twins });
  const second = tested("raw-pixels", "mmmhh", { id: 3, twins });
  expect(judgeRuns([first, second]).withoutTwins!.sentences[1]).toBe(
    "fine-tuned against raw-pixels: −50 points (p = 1) instead of +40 points (p = 0.63).",
  );
});

function on(split: string, answers: string, changes: Partial<RunOrigin>): TestedRun {
  const own = { ...changes, split: { fingerprint: split, numTrain: 20, numTest: 4 } };
  return tested(changes.method!, answers, own);
}

test("over several splits each split loses its own twins", () => {
  const runs = [
    on("s", "hhhh", { id: 1, method: "fine-tuned", twins: ["a"] }),
    on("s", "mhhh", { id: 2, method: "raw-pixels", twins: ["a"] }),
    on("t", "hhhm", { id: 3, method: "fine-tuned", twins: ["a", "b"] }),
    on("t", "mmhm", { id: 4, method: "raw-pixels", twins: ["a", "b"] }),
    on("u", "hhhm", { id: 5, method: "fine-tuned" }),
    on("u", "hhmm", { id: 6, method: "raw-pixels" }),
  ];
  const { overSplits, withoutTwins } = judgeRuns(runs);
  expect(overSplits?.pairs[0]?.difference.mean).toBeCloseTo((0.25 + 0.5 + 0.25) / 3, 12);
  expect(withoutTwins?.judgement?.overSplits?.pairs[0]?.difference.mean).toBeCloseTo(0.25 / 3, 12);
  expect(withoutTwins?.sentences[0]).toMatch(/^Without the 0 to 2 test images that have/);
  expect(withoutTwins?.sentences[1]).toMatch(
    /^fine-tuned against raw-pixels: \+8.3 points .*instead of \+33.3 points/,
  );
});

test("over several splits the correction counts the test images that are left", () => {
  const answers = {
    net: ["hhhhhhhhmh", "hhhhhhhmhh", "hhhhhhhhhm"],
    raw: ["mhhmhmhhmh", "hmhmhhmmhh", "mhhhmhmhhm"],
  };
  const runs = (twins: readonly string[], from: number) =>
    Object.entries(answers).flatMap(([method, rows], m) =>
      rows.map((row, i) => {
        const left = row.slice(from);
        const split = { fingerprint: `s${i}`, numTrain: 20, numTest: left.length };
        const run = tested(method, left, { id: 3 * m + i, split, twins });
        return from === 0
          ? run
          : {
              ...run,
              predictions: run.predictions.map((one, k) => ({
                ...one,
                hash: String.fromCharCode(97 + from + k),
              })),
            };
      }),
    );
  const { withoutTwins } = judgeRuns(runs(["a", "b", "c", "d"], 0));
  const { overSplits } = judgeRuns(runs([], 4));
  expect(withoutTwins?.judgement?.overSplits).toEqual(overSplits);
});
