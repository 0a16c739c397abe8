import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type ClassGain, classGains, compareCourses, meanClassGains } from "./index.ts";

const hits = (list: readonly boolean[]) => list.filter(Boolean).length;
const bits = (text: string) => Array.from(text, (bit) => bit === "1");

test("gains per class, those below nothing being negative transfer", () => {
  const gains = classGains({
    truth: [0, 0, 0, 0, 2, 2, 2, 2, 2, 2],
    without: bits("1000111111"),
    with: bits("1110000000"),
  });
  // By hand: 2 to 0 is p = 2 / 2^2, 0 to 6 is p = 2 / 2^6; Holm: the smaller one times 2.
  expect(gains).toEqual([
    { label: 0, total: 4, without: 0.25, with: 0.75, gain: 0.5, correctedPValue: 0.5 },
    {
      label: 2,
      total: 6,
      without: 1,
      with: 0,
      gain: -1,
      correctedPValue: expect.closeTo(2 / 32, 12),
    },
  ]);
});

test("the gains, weighted by the pictures, are the gain of all", () => {
  const answers = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean(), fc.boolean()), {
    minLength: 1,
  });
  fc.assert(
    fc.property(answers, (rows) => {
      const without = rows.map(([, hit]) => hit);
      const withTransfer = rows.map(([, , hit]) => hit);
      const gains = classGains({
        truth: rows.map(([label]) => label),
        without,
        with: withTransfer,
      });
      const weighted = gains.reduce((sum, { total, gain }) => sum + total * gain, 0);
      expect(weighted).toBeCloseTo(hits(withTransfer) - hits(without), 9);
    }),
  );
});

const gain = (label: number, without: number, withTransfer: number): ClassGain => ({
  label,
  total: 10,
  without,
  with: withTransfer,
  gain: withTransfer - without,
  correctedPValue: 1,
});

test("over splits a class has its mean gain, judged by the corrected test; one split says nothing of the spread", () => {
  const splits = [
    [gain(0, 0.5, 0.75), gain(1, 0.5, 0.5)],
    [gain(0, 0.5, 1), gain(1, 0.5, 0.5), gain(2, 1, 0)],
    [gain(0, 0.5, 0.875), gain(1, 0.5, 0.5)],
  ];
  const [first, same, once] = meanClassGains(splits, { numTrain: 200, numTest: 100 });
  expect(first).toMatchObject({ label: 0, total: 30, without: 0.5, with: 0.875, gain: 0.375 });
  // Gains of 0.25, 0.5 and 0.375: s = 0.125, t = 0.375 / (0.125 sqrt(1/3 + 1/2)) = 3.28634 with 2 degrees of
  // freedom; two-sided p = 1 - t / sqrt(t² + 2) = 0.08149, times three classes.
  const t = 0.375 / (0.125 * Math.sqrt(1 / 3 + 1 / 2));
  expect(first?.correctedPValue).toBeCloseTo(3 * (1 - t / Math.sqrt(t ** 2 + 2)), 9);
  expect(same).toMatchObject({ gain: 0, correctedPValue: 1 });
  expect(once).toMatchObject({ total: 10, gain: -1, correctedPValue: 1 });
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
