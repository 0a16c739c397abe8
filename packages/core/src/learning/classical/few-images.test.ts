import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accuracy, mostProbable } from "../../analysis/metrics/index.ts";
import { createRng, gaussian } from "../../analysis/random/index.ts";
import { CLASSIFIER_KINDS, type ClassifierKind } from "../../contract/method-config.ts";
import { BY_SIMPLICITY, CLASSIFIER_FAMILIES } from "./classifiers.ts";
import { dealInnerFolds, NEVER_HELD, rowsOfFolds } from "./folds.ts";
import { type SearchInput, selectClassifier } from "./index.ts";

interface Blobs {
  readonly numClasses: number;
  /** Training images of each class, shape [numClasses]. */
  readonly perClass: readonly number[];
  readonly columns: number;
  readonly seed: number;
}

/** Classes that lie far apart in every column: any sensible rule tells them. */
function blobs({ numClasses, perClass, columns, seed }: Blobs) {
  const rng = createRng(seed);
  const centres = Float64Array.from(
    { length: numClasses * columns },
    (_, at) => 12 * (((Math.floor(at / columns) * (2 * (at % columns) + 1)) % numClasses) + 1),
  );
  function draw(counts: readonly number[]) {
    const labels = Int32Array.from(counts.flatMap((count, label) => Array(count).fill(label)));
    const data = Float64Array.from({ length: labels.length * columns }, (_, at) => {
      return centres[labels[Math.floor(at / columns)]! * columns + (at % columns)]! + gaussian(rng);
    });
    return { features: { data, rows: labels.length, columns }, labels };
  }
  return { train: draw(perClass), test: draw(Array<number>(numClasses).fill(6)) };
}

function inputOf({ features, labels }: ReturnType<typeof blobs>["train"], numClasses: number) {
  return {
    featureSets: [{ name: "all", features }],
    labels,
    numClasses,
    folds: 5,
    seed: 1,
    keys: Array.from(labels.keys(), String),
    classifiers: CLASSIFIER_KINDS,
  } satisfies SearchInput;
}

function testAccuracy(problem: Blobs, classifiers: readonly ClassifierKind[]): number {
  const { train, test: fresh } = blobs(problem);
  const { model } = selectClassifier({ ...inputOf(train, problem.numClasses), classifiers });
  const predicted = mostProbable(model.predict(fresh.features), problem.numClasses);
  return accuracy(fresh.labels, predicted);
}

describe.each(CLASSIFIER_KINDS)("%s", (kind) => {
  test.each([1, 2, 3])("separable classes of %i images each are told apart", (count) => {
    for (const [numClasses, columns] of [
      [2, 1],
      [2, 40],
      [3, 5],
      [7, 30],
    ] as const) {
      const perClass = Array<number>(numClasses).fill(count);
      const found = testAccuracy({ numClasses, perClass, columns, seed: 4 }, [kind]);
      expect({ numClasses, columns, found: found > 1 / numClasses }).toEqual({
        numClasses,
        columns,
        found: true,
      });
    }
  });
});

test("on separable classes with few images no classifier is worse than chance", () => {
  const problems = fc.integer({ min: 2, max: 8 }).chain((numClasses) =>
    fc.record({
      numClasses: fc.constant(numClasses),
      perClass: fc.array(fc.integer({ min: 1, max: 4 }), {
        minLength: numClasses,
        maxLength: numClasses,
      }),
      columns: fc.integer({ min: 1, max: 30 }),
      seed: fc.nat(1000),
    }),
  );
  const kinds = fc.constantFrom(...CLASSIFIER_KINDS.filter((kind) => !/trees|forest/.test(kind)));
  fc.assert(
    fc.property(problems, kinds, (problem, kind) => {
      expect(testAccuracy(problem, [kind])).toBeGreaterThanOrEqual(1 / problem.numClasses);
    }),
    { numRuns: 60 },
  );
});

describe("one image of each class", () => {
  const problem = { numClasses: 2, perClass: [1, 1], columns: 20, seed: 3 };
  const { train } = blobs(problem);

  test("cannot be validated: the simplest kind is taken with no score, and it is right", () => {
    const choice = selectClassifier(inputOf(train, 2));
    expect(choice).toMatchObject({ isValidated: false, unvalidated: [0, 1] });
    expect(choice.candidates).toMatchObject([
      { classifier: "nearest-centroid", logLoss: null, accuracy: null, chosen: true },
    ]);
    expect(testAccuracy(problem, CLASSIFIER_KINDS)).toBe(1);
  });

  test("linear-svm is not upside down", () => {
    expect(testAccuracy(problem, ["linear-svm"])).toBe(1);
  });

  test("of a hundred classes, every one is told", () => {
    const many = { numClasses: 100, perClass: Array<number>(100).fill(1), columns: 60, seed: 5 };
    expect(testAccuracy(many, CLASSIFIER_KINDS)).toBeGreaterThan(0.9);
  });
});

test("a class with one image has no say, and is named; the others decide", () => {
  const { train } = blobs({ numClasses: 3, perClass: [6, 1, 6], columns: 4, seed: 6 });
  const choice = selectClassifier(inputOf(train, 3));
  expect(choice).toMatchObject({ isValidated: true, unvalidated: [1] });
});

test("of equally good settings the simplest is taken, whatever the order", () => {
  // Rows that say nothing: these kinds answer with the shares of the classes.
  const labels = Int32Array.from({ length: 12 }, (_, i) => i % 2);
  const features = { data: new Float64Array(12), rows: 12, columns: 1 };
  const kinds = ["naive-bayes", "nearest-centroid"] as const;
  for (const classifiers of [kinds, kinds.toReversed()]) {
    const { candidates } = selectClassifier({ ...inputOf({ features, labels }, 2), classifiers });
    const least = Math.min(...candidates.map(({ logLoss }) => logLoss!));
    const tied = candidates.filter(({ logLoss }) => logLoss! < least + 1e-9);
    expect(new Set(tied.map(({ classifier }) => classifier))).toEqual(new Set(kinds));
    expect(candidates.find(({ chosen }) => chosen)?.classifier).toBe("nearest-centroid");
  }
});

test("the order of simplicity names every kind once", () => {
  expect(BY_SIMPLICITY.toSorted()).toEqual(Object.keys(CLASSIFIER_FAMILIES).sort());
});

test("no fold takes a class's last images out of training, and units stay together", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ label: fc.nat(4), unit: fc.nat(12) }), { minLength: 2, maxLength: 40 }),
      fc.integer({ min: 2, max: 10 }),
      fc.nat(),
      (rows, folds, seed) => {
        const labels = Int32Array.from(rows, ({ label }) => label);
        const keys = rows.map(({ unit }) => String(unit));
        fc.pre(new Set(keys).size > 1);
        const foldOf = dealInnerFolds({ labels, numClasses: 5, keys, folds, seed });
        for (const [fold, held] of rowsOfFolds(foldOf)) {
          for (const row of held) {
            const others = [...labels.keys()].filter(
              (own) => labels[own] === labels[row] && foldOf[own] !== fold,
            );
            expect(others.length).toBeGreaterThan(0);
          }
        }
        for (const key of new Set(keys)) {
          const own = [...foldOf].filter((_, row) => keys[row] === key);
          expect(new Set(own).size).toBe(1);
        }
      },
    ),
  );
});

test("two images of a class make two folds with one of each, a single image none", () => {
  const labels = Int32Array.of(0, 0, 1, 1, 2);
  const keys = ["a", "b", "c", "d", "e"];
  const foldOf = dealInnerFolds({ labels, numClasses: 3, keys, folds: 5, seed: 1 });
  expect(foldOf[4]).toBe(NEVER_HELD);
  for (const [, rows] of rowsOfFolds(foldOf)) {
    expect(Array.from(rows, (row) => labels[row])).toEqual([0, 1]);
  }
});
