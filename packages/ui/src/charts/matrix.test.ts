import { expect, test } from "vitest";
import { prepareDifference, prepareGrid, prepareMap } from "./matrix.ts";

test("a cell holds its count and its share of the true class", () => {
  const rows = prepareGrid(
    [
      [48, 2],
      [5, 45],
    ],
    ["drawing", "photo"],
  );
  expect(rows.map((row) => [row.name, row.support, row.recall])).toEqual([
    ["drawing", 50, 0.96],
    ["photo", 50, 0.9],
  ]);
  expect(rows[1]?.cells[0]).toEqual({
    truth: 1,
    predicted: 0,
    count: 5,
    share: 0.1,
    correct: false,
    heat: 0.1,
    meaning: "photo predicted as drawing",
  });
});

test("equal shares are equally strong, however many images a class has", () => {
  const rows = prepareGrid(
    [
      [90, 10],
      [1, 9],
    ],
    ["a", "b"],
  );
  expect(rows[0]?.cells[1]?.heat).toBe(rows[1]?.cells[0]?.heat);
});

test("a class without images has no share", () => {
  const [row] = prepareGrid([[0, 0]], ["a"]);
  expect(row).toMatchObject({ support: 0, recall: null });
  expect(row?.cells[1]).toMatchObject({ share: null, heat: 0, meaning: "a predicted as class 1" });
});

test("a part of a larger matrix has the shares of the whole", () => {
  const [row] = prepareGrid([[6, 2]], ["photo"], [10]);
  expect(row?.cells.map(({ share }) => share)).toEqual([0.6, 0.2]);
  expect(row?.support).toBe(10);
});

test("more on the diagonal is better, more beside it worse; strength is the share of the class", () => {
  const rows = prepareDifference(
    [
      [
        { entered: 3, left: 1, stayed: 5 },
        { entered: 1, left: 3, stayed: 1 },
      ],
      [
        { entered: 2, left: 0, stayed: 0 },
        { entered: 0, left: 2, stayed: 2 },
      ],
    ],
    ["drawing", "photo"],
  );
  expect(rows.map(({ name, support }) => [name, support])).toEqual([
    ["drawing", 10],
    ["photo", 4],
  ]);
  expect(rows[0]?.cells).toEqual([
    {
      truth: 0,
      predicted: 0,
      entered: 3,
      left: 1,
      text: "+2",
      side: "better",
      heat: 0.2,
      meaning: "drawing, correct: 3 more, 1 fewer",
    },
    {
      truth: 0,
      predicted: 1,
      entered: 1,
      left: 3,
      text: "−2",
      side: "better",
      heat: 0.2,
      meaning: "drawing predicted as photo: 1 more, 3 fewer",
    },
  ]);
  expect(rows[1]?.cells.map(({ text, side, heat }) => [text, side, heat])).toEqual([
    ["+2", "worse", 0.5],
    ["−2", "worse", 0.5],
  ]);
});

test("as many in as out is no change, and a class without images has no colour", () => {
  const [moved, none] = prepareDifference(
    [[{ entered: 2, left: 2, stayed: 0 }], [{ entered: 0, left: 0, stayed: 0 }]],
    ["a"],
  );
  expect(moved?.cells[0]).toMatchObject({ text: "0", side: "same", entered: 2, heat: 0 });
  expect(none).toMatchObject({ name: "class 1", support: 0 });
  expect(none?.cells[0]?.heat).toBe(0);
});

test("cells of one strength are one path, right and wrong ones apart, empty ones left out", () => {
  expect(
    prepareMap([
      [7, 1, 0],
      [0, 8, 0],
      [0, 1, 7],
    ]),
  ).toEqual([
    { correct: false, heat: 1 / 8, path: "M1 0h1v1h-1zM1 2h1v1h-1z" },
    { correct: true, heat: 7 / 8, path: "M0 0h1v1h-1zM2 2h1v1h-1z" },
    { correct: true, heat: 1, path: "M1 1h1v1h-1z" },
  ]);
});

test("the smallest share is still to be seen", () => {
  const [rare] = prepareMap([
    [999, 1],
    [0, 1],
  ]);
  expect(rare).toMatchObject({ correct: false, heat: 1 / 8 });
});
