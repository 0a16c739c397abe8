import { expect, test } from "vitest";
import { prepareGrid } from "./prepare-grid.ts";

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
    meaning: "photo, taken for drawing",
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
  expect(row?.cells[1]).toMatchObject({ share: null, heat: 0, meaning: "a, taken for class 1" });
});

test("a part of a larger matrix has the shares of the whole", () => {
  const [row] = prepareGrid([[6, 2]], ["photo"], [10]);
  expect(row?.cells.map(({ share }) => share)).toEqual([0.6, 0.2]);
  expect(row?.support).toBe(10);
});
