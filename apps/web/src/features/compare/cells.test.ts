import * as fc from "fast-check";
import { expect, test } from "vitest";
import { comparedRun, runDetail } from "../../testing/fixtures.ts";
import {
  countCells,
  countMoves,
  imagesBehind,
  matrixViewText,
  parseMatrixView,
  parsePair,
} from "./cells.ts";
import { alignImages } from "./images.ts";

/** Classes alternate: images 0, 2, 4 are drawings, 1, 3, 5 photos. */
const runs = [comparedRun("hhhhmm", { id: 7 }), comparedRun("mhhmmh", { id: 9 })];
const { classNames, images } = alignImages(runs);
const context = {
  images,
  classNames,
  runs: [
    { id: 7, name: "one" },
    { id: 9, name: "other" },
  ],
  pair: { a: 0, b: 1 },
};

test("a matrix counts what one run said, in the order of classes that is asked for", () => {
  expect(countCells(images, 0, [0, 1])).toEqual([
    [2, 1],
    [1, 2],
  ]);
  expect(countCells(images, 1, [1, 0])).toEqual([
    [2, 1],
    [2, 1],
  ]);
});

test("a difference counts the images that come into a cell and those that leave it", () => {
  // Image 0 and 3 are lost, 5 is gained, 4 stays wrong, 1 and 2 stay right.
  expect(countMoves(images, { a: 0, b: 1 }, 2)).toEqual([
    [
      { entered: 0, left: 1, stayed: 1 },
      { entered: 1, left: 0, stayed: 1 },
    ],
    [
      { entered: 1, left: 1, stayed: 0 },
      { entered: 1, left: 1, stayed: 1 },
    ],
  ]);
});

test("images of one run alone do not move", () => {
  const { split } = runDetail();
  const longer = alignImages([comparedRun("hh"), comparedRun("mhh", { split })]).images;
  const moves = countMoves(longer, { a: 0, b: 1 }, 2).flat();
  expect(moves.reduce((sum, { stayed, left }) => sum + stayed + left, 0)).toBe(2);
});

test("the difference of two matrices is what entered minus what left", () => {
  const answers = fc.string({ unit: fc.constantFrom("h", "m"), minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(answers, answers, (first, second) => {
      const both = alignImages([comparedRun(first), comparedRun(second)]).images;
      const [a, b] = [countCells(both, 0, [0, 1]), countCells(both, 1, [0, 1])];
      for (const [truth, row] of countMoves(both, { a: 0, b: 1 }, 2).entries()) {
        for (const [predicted, { entered, left }] of row.entries()) {
          expect(entered - left).toBe((b[truth]?.[predicted] ?? 0) - (a[truth]?.[predicted] ?? 0));
        }
      }
    }),
  );
});

const shown = (text: string) => {
  const view = parseMatrixView(text, { ids: [7, 9], numClasses: 2 });
  if (!view) throw new Error("no view");
  return imagesBehind(view, context).map(({ title, images: chosen }) => [
    title,
    chosen.map(({ hash }) => hash).join(""),
  ]);
};

test("a cell, all errors, and what moved between two runs in both directions", () => {
  expect(shown("7:0-0")).toEqual([["drawing, correct by one", "02"]]);
  expect(shown("9:errors")).toEqual([["Misclassified by other", "034"]]);
  expect(shown("moved:1-0")).toEqual([
    ["photo predicted as drawing by other, not by one", "3"],
    ["photo predicted as drawing by one, not by other", "5"],
  ]);
});

test("what is chosen stands in the address", () => {
  for (const text of ["7:0-1", "9:1-1", "moved:0-1", "9:errors"]) {
    const view = parseMatrixView(text, { ids: [7, 9], numClasses: 2 });
    expect(view && matrixViewText(view)).toBe(text);
  }
});

test("an address that names nothing that is there chooses nothing", () => {
  for (const bad of ["8:0-1", "7:2-0", "7:0", "moved:errors", "7:0-1-1", "a:0-0", null]) {
    expect(parseMatrixView(bad, { ids: [7, 9], numClasses: 2 }), String(bad)).toBeNull();
  }
});

const pairFrom = (text: string | null, baseline: number) =>
  parsePair(text, { ids: [7, 9, 4], baseline });

test("the pair of the difference: as asked, else from the baseline to the best", () => {
  expect(pairFrom("9,4", 7)).toEqual({ a: 1, b: 2 });
  for (const bad of [null, "9,9", "9,5", "9", "x,y"]) {
    expect(pairFrom(bad, 4)).toEqual({ a: 2, b: 0 });
    expect(pairFrom(bad, 7)).toEqual({ a: 1, b: 0 });
  }
});
