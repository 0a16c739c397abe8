import path from "node:path";
import { root } from "../workspace.mjs";

/**
 * What two engines said of the same test images, method by method.
 *
 * @param {Map<string, Prediction[]>} reference By method; see `readRuns`.
 * @param {Map<string, Prediction[]>} other
 * @returns {{method: string, images: number, same: number, largestDifference: number}[]} `same`: images
 *   of the same most probable class. `largestDifference`: of a class's probability, over all images.
 * @throws {Error} where they were not the same images.
 */
export function comparePredictions(reference, other) {
  return [...reference].map(([method, expected]) => {
    const found = new Map((other.get(method) ?? []).map((one) => [one.hash, one]));
    let same = 0;
    let largestDifference = 0;
    for (const { hash, predicted, probabilities } of expected) {
      const one = found.get(hash);
      if (!one) throw new Error(`${method}: an image was predicted by one engine only`);
      if (one.predicted === predicted) same += 1;
      for (const [k, probability] of probabilities.entries()) {
        const difference = Math.abs(probability - one.probabilities[k]);
        largestDifference = Math.max(largestDifference, difference);
      }
    }
    return { method, images: expected.length, same, largestDifference };
  });
}

/**
 * The test predictions of each finished run of an experiment.
 *
 * @param {string} home Its GRAFT_HOME.
 * @param {object[]} lines Its events.
 * @returns {Promise<Map<string, Prediction[]>>} By method, of the first repeat.
 */
export async function readRuns(home, lines) {
  const { register } = await import("tsx/esm/api");
  register();
  const { closeDb, openDb, readPredictions } = await import(
    path.join(root, "packages/db/src/index.ts")
  );
  const db = await openDb({ path: path.join(home, "graft.db") });
  try {
    const { results } = lines.find(({ type }) => type === "experiment.finished");
    const first = results.filter(({ repeat, status }) => repeat === 0 && status === "finished");
    const runs = new Map();
    for (const { run, method } of first) runs.set(method, await readPredictions(db, run));
    return runs;
  } finally {
    await closeDb(db);
  }
}
