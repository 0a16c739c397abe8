import { expect, test } from "vitest";
import { prepareDifference } from "./prepare-difference.ts";

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
      meaning: "drawing, recognised: 3 more, 1 fewer",
    },
    {
      truth: 0,
      predicted: 1,
      entered: 1,
      left: 3,
      text: "−2",
      side: "better",
      heat: 0.2,
      meaning: "drawing, taken for photo: 1 more, 3 fewer",
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
