import { measureDifferences, measureIntervals, measureRun } from "../src/analysis/metrics/index.ts";
import { createRng } from "../src/analysis/random/index.ts";
import { compareRuns } from "../src/analysis/stats/index.ts";
import type { BenchJob } from "./bench-job.ts";

/** A classifier that leans towards the truth; no two probabilities are equal. */
function makePredictions(numExamples: number, numClasses: number, seed = 1) {
  const rng = createRng(seed);
  const truth = Int32Array.from({ length: numExamples }, (_, i) => i % numClasses);
  const probabilities = new Float64Array(numExamples * numClasses);
  for (let i = 0; i < numExamples; i++) {
    const row = probabilities.subarray(i * numClasses, (i + 1) * numClasses);
    for (let k = 0; k < numClasses; k++) row[k] = rng() ** 8 + (k === truth[i] ? rng() : 0);
    const sum = row.reduce((total, p) => total + p, 0);
    for (let k = 0; k < numClasses; k++) row[k]! /= sum;
  }
  return { truth, probabilities, numClasses };
}

const large = makePredictions(10_000, 100);
const other = makePredictions(10_000, 100, 3);
const rng = createRng(2);
const runs = Array.from({ length: 10 }, (_, r) => ({
  name: `run ${r}`,
  correct: Array.from({ length: 10_000 }, () => rng() < 0.85 + r / 100),
}));

export const jobs: readonly BenchJob[] = [
  {
    name: "all measurements, 10,000 test images x 100 classes",
    target: 1,
    run: () => measureRun(large),
  },
  {
    name: "intervals of all numbers, 10,000 test images x 100 classes",
    target: 5,
    run: () => measureIntervals(large),
  },
  {
    name: "intervals of all differences, 10,000 test images x 100 classes",
    target: 5,
    run: () => measureDifferences(large, other),
  },
  {
    name: "comparison of 10 runs on 10,000 test images",
    target: 10,
    run: () => compareRuns(runs),
  },
];
