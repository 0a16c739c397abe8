import { describe, expect, test } from "vitest";
import fixtures from "../../../fixtures/generative-classifiers.json" with { type: "json" };
import { naiveBayes } from "./naive-bayes.ts";
import { classMeans, nearestCentroid, withinClasses } from "./nearest-centroid.ts";
import { ledoitWolfShrinkage, shrinkageLda } from "./shrinkage-lda.ts";
import { largestGap, randomRows, readCase } from "./testing/labelled-rows.ts";

describe.each(fixtures)("$classes classes, $columns columns", (fixture) => {
  const { train, held } = readCase(fixture);
  const expected = fixture.probabilities;

  test("shrinkage LDA has scikit-learn's probabilities", () => {
    const model = shrinkageLda.fit(train, { temperature: 1 }, 1);
    expect(largestGap(model.predict(held), expected["shrinkage-lda"])).toBeLessThan(1e-6);
  });

  test("Gaussian naive Bayes has scikit-learn's probabilities", () => {
    const model = naiveBayes.fit(train, { temperature: 1 }, 1);
    expect(largestGap(model.predict(held), expected["naive-bayes"])).toBeLessThan(1e-6);
  });

  test("the nearest centroid has scikit-learn's probabilities, which leave out the half in d² / 2", () => {
    const model = nearestCentroid.fit(train, { temperature: 0.5 }, 1);
    expect(largestGap(model.predict(held), expected["nearest-centroid"])).toBeLessThan(1e-6);
  });

  test("the shrinkage is scikit-learn's", () => {
    const one = { ...train, labels: new Int32Array(train.labels.length), numClasses: 1 };
    const centred = withinClasses(one, classMeans(one));
    const shrinkage = ledoitWolfShrinkage(centred, train.features.rows);
    expect(shrinkage).toBeCloseTo(fixture.ledoitWolf, 9);
  });
});

test.each([shrinkageLda, naiveBayes, nearestCentroid])(
  "$kind: a temperature draws probabilities together and changes no decision",
  (family) => {
    const train = randomRows(40, 30, { numClasses: 3 });
    const { features } = randomRows(20, 30, { numClasses: 3, seed: 2 });
    const [cold, hot] = [1, 8].map((temperature) =>
      family.fit(train, { temperature }, 1).predict(features),
    );
    for (let row = 0; row < 20; row++) {
      const [own, drawn] = [cold!, hot!].map((all) => all.subarray(3 * row, 3 * row + 3));
      expect(Math.max(...drawn!)).toBeLessThan(Math.max(...own!));
      expect(drawn!.indexOf(Math.max(...drawn!))).toBe(own!.indexOf(Math.max(...own!)));
      // p^(1 / 8), divided by the sum over the classes.
      const powers = own!.map((p) => p ** (1 / 8));
      const sum = powers.reduce((a, b) => a + b);
      expect(drawn![0]).toBeCloseTo(powers[0]! / sum, 9);
    }
    for (const temperature of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => family.fit(train, { temperature }, 1)).toThrow(
        expect.objectContaining({ code: "OUT_OF_RANGE" }),
      );
    }
  },
);
