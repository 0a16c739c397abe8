import { createRng, gaussian } from "@graft/core/analysis/random";
import { CLASSIFIER_KINDS, type ClassifierKind } from "@graft/core/contract";
import { type SearchInput, selectClassifier } from "@graft/core/learning/classical";
import { expect, test } from "vitest";
import { searchOnThreads } from "./search-threads.ts";

const signal = new AbortController().signal;

function problem(
  rows: number,
  columns: number,
  { numClasses = 3, classifiers = CLASSIFIER_KINDS as readonly ClassifierKind[] } = {},
): SearchInput {
  const rng = createRng(5);
  const labels = Int32Array.from({ length: rows }, (_, i) => i % numClasses);
  const data = Float32Array.from({ length: rows * columns }, (_, at) => {
    return gaussian(rng) + (at % columns === labels[Math.floor(at / columns)] ? 2 : 0);
  });
  const [wide, narrow] = [columns, columns / 2].map((length) => ({
    name: `${length} columns`,
    features: { data: data.subarray(0, rows * length), rows, columns: length },
  }));
  const keys = Array.from(labels.keys(), String);
  return {
    featureSets: [wide!, narrow!],
    labels,
    numClasses,
    classifiers,
    folds: 3,
    seed: 2,
    keys,
  };
}

async function search(input: SearchInput, threads: number) {
  const steps: unknown[] = [];
  const running = searchOnThreads(input, { asked: input.featureSets, threads, signal });
  for (;;) {
    const next = await running.next();
    if (next.done) return { fitted: next.value, chosen: steps.pop(), steps };
    steps.push(next.value);
  }
}

test("one thread, several threads and none at all choose and predict the same to the last bit", async () => {
  const input = problem(36, 20);
  const expected = selectClassifier(input);
  const asked = input.featureSets[expected.setting.featureSet]!.features;
  for (const threads of [1, 2, 5]) {
    const { fitted, chosen, steps } = await search(input, threads);
    expect(chosen).toMatchObject({ choice: { candidates: expected.candidates } });
    expect(fitted.probabilities).toEqual(expected.model.predict(asked));
    expect(fitted.linear).toEqual(expected.model.linear);
    const total = 3 * 2 * (CLASSIFIER_KINDS.length + 3);
    expect(steps).toEqual(
      Array.from({ length: total }, (_, i) => ({ kind: "step", step: { done: i + 1, total } })),
    );
  }
});

test("an abort in the midst of a fit ends the search with its reason; this thread was free", async () => {
  // A single fold of this takes seconds on any machine, a hundred times as long as the wait below.
  const input = problem(1500, 6000, { numClasses: 7, classifiers: ["linear-svm"] });
  const controller = new AbortController();
  const running = searchOnThreads(input, { threads: 2, signal: controller.signal });
  const first = running.next();
  // A timer only fires while the event loop turns.
  setTimeout(() => controller.abort("enough"), 20);
  await expect(first).rejects.toBe("enough");
});

test("a thread that fails ends the search with what went wrong", async () => {
  const input = problem(30, 4);
  input.featureSets[0]!.features.data[7] = Number.NaN;
  await expect(search(input, 2)).rejects.toMatchObject({ code: "OUT_OF_RANGE" });
});

test("nothing to validate: the usual setting is fitted all the same", async () => {
  const { fitted, chosen, steps } = await search(problem(3, 4), 2);
  expect(steps).toEqual([]);
  expect(chosen).toMatchObject({ choice: { isValidated: false } });
  expect(fitted.probabilities).toHaveLength(9);
});
