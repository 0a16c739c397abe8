import { expect, test } from "vitest";
import { unitKeys } from "./units.ts";

test("copies and images of one group share a name, also by way of each other", () => {
  const keys = ["a", "b", "a", "c", "d", "e"];
  const groups = [null, "film", "film", null, "other", "other"];
  const names = unitKeys({ keys, groups });
  expect(new Set([names[0], names[1], names[2]]).size).toBe(1); // a copy of one is in the other's group
  expect(names[3]).toBe("c");
  expect(names[4]).toBe(names[5]);
  expect(new Set(names).size).toBe(3);
});

test("near-duplicates are linked too, with their copies and groups", () => {
  const keys = ["a", "b", "c", "a", "d", "e"];
  const groups = [null, null, "film", null, "film", null];
  const names = unitKeys({
    keys,
    groups,
    pairs: [
      { first: 1, second: 3 },
      { first: 3, second: 4 },
    ],
  });
  expect(new Set(names.slice(0, 5)).size).toBe(1);
  expect(names[5]).toBe("e");
});
