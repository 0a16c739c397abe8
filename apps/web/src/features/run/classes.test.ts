import { expect, test } from "vitest";
import { classRows } from "./classes.tsx";
import { measureTest } from "./run-test.ts";
import { parseClassSort, sortText } from "./view.tsx";

/** Class 0: 2 of 2 found, 2 of 3 right. Class 1: 1 of 2 found, 1 of 1 right. Class 2: absent, never named. */
const tested = measureTest(
  [
    [0, 0.8],
    [0, 0.7],
    [1, 0.6],
    [1, 0.1],
  ].map(([trueLabel = 0, p = 0], i) => ({
    hash: String(i),
    imageId: i,
    source: "",
    trueLabel,
    predicted: p > 0.5 ? 0 : 1,
    probabilities: [p, 1 - p, 0],
  })),
  { numClasses: 3 },
);
const rows = (sort: string | null) =>
  classRows(tested, ["drawing", "photo", "sketch"], parseClassSort(sort));

const names = (sort: string | null) => rows(sort).map(({ name }) => name);

test("each class with its scores and their Wilson intervals", () => {
  const [photo, drawing, sketch] = rows(null);
  expect(drawing).toMatchObject({
    name: "drawing",
    support: 2,
    precision: { value: 2 / 3 },
    recall: { value: 1 },
    f1Score: { value: 0.8 },
  });
  expect(drawing?.recall.interval?.high).toBe(1);
  // Wilson, one of two: (0.5 + z²/4) ∓ … over 1 + z²/2, z = 1.96.
  expect(photo?.recall.interval?.low).toBeCloseTo(0.0945, 4);
  expect(photo?.f1Score.value).toBeCloseTo(2 / 3, 12);
  expect(sketch?.recall).toEqual({ value: null, interval: null });
  expect(sketch?.areaUnderROCCurve.value).toBeNull();
});

test("sorted by any column, what is not defined last", () => {
  expect(names(null)).toEqual(["photo", "drawing", "sketch"]);
  expect(names("-f1Score")).toEqual(["drawing", "photo", "sketch"]);
  expect(names("-name")).toEqual(["sketch", "photo", "drawing"]);
  expect(names("support")).toEqual(["sketch", "drawing", "photo"]);
});

test("the sort stands in the address", () => {
  for (const text of [null, "recall", "-support", "-f1Score"]) {
    expect(sortText(parseClassSort(text))).toBe(text);
  }
  expect(parseClassSort("constructor")).toEqual(parseClassSort(null));
});
