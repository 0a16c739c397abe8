import { expect, test } from "vitest";
import { prepareMap } from "./prepare-map.ts";

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
