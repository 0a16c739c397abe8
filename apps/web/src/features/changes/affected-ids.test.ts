import { expect, test } from "vitest";
import { tableRow } from "../../testing/table-row.ts";
import { affectedIds } from "./affected-ids.ts";

const rows = [tableRow(1, { tags: ["best"] }), tableRow(2, { tags: ["other"] }), tableRow(3)];

test("a tag is given to those that lack it, any other change is one of all", () => {
  expect(affectedIds(rows, [1, 2], { kind: "tag", name: "best" })).toEqual([2]);
  expect(affectedIds(rows, [1], { kind: "tag", name: "best" })).toEqual([]);
  expect(affectedIds(rows, [1, 2], { kind: "archive" })).toEqual([1, 2]);
});
