import type { RunChange } from "@graft/db";
import { expect, test } from "vitest";
import { tableRow } from "../../testing/fixtures.ts";
import { affectedIds, describeChange, oppositeOf } from "./run-changes.ts";

test.each<[RunChange, string, RunChange | null]>([
  [{ kind: "delete" }, "Deleted 2 runs.", { kind: "restore" }],
  [{ kind: "archive" }, "Archived 2 runs.", { kind: "unarchive" }],
  [{ kind: "pin" }, "Pinned 2 runs.", { kind: "unpin" }],
  [{ kind: "tag", name: "best" }, "Tagged 2 runs “best”.", { kind: "untag", name: "best" }],
  [{ kind: "untag", name: "a" }, "Removed the tag “a” from 2 runs.", { kind: "tag", name: "a" }],
  [{ kind: "purge" }, "Deleted 2 runs permanently.", null],
  [{ kind: "rename", name: "x" }, "Named 2 runs “x”.", null],
  [{ kind: "note", text: "x" }, "Saved the note of 2 runs.", null],
])("%j is told, and taken back where nothing was written over", (change, text, opposite) => {
  expect(describeChange([1, 2], change)).toBe(text);
  expect(oppositeOf(change)).toEqual(opposite);
  if (opposite) expect(oppositeOf(opposite)).toEqual(change);
});

test("one run is called by its number", () => {
  expect(describeChange([7], { kind: "restore" })).toBe("Restored run 7.");
});

const rows = [tableRow(1, { tags: ["best"] }), tableRow(2, { tags: ["other"] }), tableRow(3)];

test("a tag is given to those that lack it, any other change is one of all", () => {
  expect(affectedIds(rows, [1, 2], { kind: "tag", name: "best" })).toEqual([2]);
  expect(affectedIds(rows, [1], { kind: "tag", name: "best" })).toEqual([]);
  expect(affectedIds(rows, [1, 2], { kind: "archive" })).toEqual([1, 2]);
});
