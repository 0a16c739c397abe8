import { expect, test } from "vitest";
import { createRng, gaussian } from "../random/index.ts";
import { findLabelErrors, type LabelVote } from "./index.ts";

/** Runs that see images of three classes through noise, and some labels that are wrong. */
function votesOf(noises: readonly number[], flipped: ReadonlySet<number>): LabelVote[] {
  const rng = createRng(5);
  const shared = Array.from({ length: 300 * 3 }, () => gaussian(rng));
  return noises.flatMap((noise, run) =>
    Array.from({ length: 300 }, (_, image) => {
      const truth = image % 3;
      const scores = [0, 1, 2].map((k) => {
        const own = (shared[3 * image + k]! + gaussian(rng)) * noise;
        return (k === truth ? 4 : 0) + own;
      });
      const exps = scores.map((score) => Math.exp(score / Math.max(1, noise)));
      const sum = exps.reduce((total, value) => total + value, 0);
      const label = flipped.has(image) ? (truth + 1) % 3 : truth;
      return { run, image, label, probabilities: exps.map((value) => value / sum) };
    }),
  );
}

const FLIPPED = new Set([3, 40, 77, 101, 130, 166, 199, 222, 256, 290]);
/** One good run, one fair one and four that are near chance. */
const NOISES = [0.7, 1.2, 40, 50, 60, 70];

test("of ten wrong labels at least eight are among the first fifteen", () => {
  const found = findLabelErrors(votesOf(NOISES, FLIPPED), 3);
  const first = found.slice(0, 15).filter(({ image }) => FLIPPED.has(image));
  expect(first.length).toBeGreaterThanOrEqual(8);
  for (const { image, suggested } of first) expect(suggested).toBe(image % 3);
});

test("of right labels next to none is named, however many bad runs miss an image", () => {
  const votes = votesOf(NOISES, new Set());
  // A third of 300 is right by chance: about (2/3)^4 of them are missed by all four bad runs.
  const missedByAll = new Set(
    Array.from({ length: 300 }, (_, image) => image).filter((image) =>
      votes
        .filter((vote) => vote.image === image && vote.run >= 2)
        .every(({ label, probabilities }) => Math.max(...probabilities) !== probabilities[label]),
    ),
  );
  expect(missedByAll.size).toBeGreaterThan(30);
  expect(findLabelErrors(votes, 3).length).toBeLessThanOrEqual(3);
  // Without a run that is better than chance nothing is known.
  expect(findLabelErrors(votesOf([40, 50, 60, 70], FLIPPED), 3)).toEqual([]);
});

test("by hand: two runs that are right on nine of ten, and sure", () => {
  const votes = [0, 1].flatMap((run) =>
    Array.from({ length: 20 }, (_, image) => {
      const truth = image % 2;
      const label = image === 4 ? 1 : truth;
      const p = truth === 0 ? 0.9 : 0.1;
      return { run, image, label, probabilities: [p, 1 - p] };
    }),
  );
  expect(findLabelErrors(votes, 2)).toEqual([
    { image: 4, label: 1, suggested: 0, selfConfidence: expect.closeTo(0.1, 12), numRuns: 2 },
  ]);
});
