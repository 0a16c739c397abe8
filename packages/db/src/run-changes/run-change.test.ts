import { expect, test } from "vitest";
import { RunChange } from "./run-change.ts";

const accepts = (change: object) => RunChange.safeParse(change).success;

test.each([
  "\0",
  "a\0b",
  "\ud800x",
  "a\udc00",
  "a\u202eb",
  "a\u2066b",
  "a\u200fb",
  "a\nb",
  "\u001b[31m",
])("%j is no name, tag or note", (text) => {
  expect(accepts({ kind: "rename", name: text })).toBe(false);
  expect(accepts({ kind: "tag", name: text })).toBe(false);
  expect(accepts({ kind: "note", text })).toBe(text.includes("\n"));
  // What is there already can be taken away.
  expect(accepts({ kind: "untag", name: text })).toBe(true);
});

test("names in any script, an empty name and notes of several lines are taken", () => {
  for (const name of ["Überlauf", "猫と犬", "قطط", "👩🏽‍🔬 lab", "=1+1"]) {
    expect(accepts({ kind: "rename", name }), name).toBe(true);
    expect(accepts({ kind: "tag", name }), name).toBe(true);
  }
  expect(accepts({ kind: "rename", name: "" })).toBe(true);
  expect(accepts({ kind: "note", text: "" })).toBe(true);
  expect(accepts({ kind: "note", text: "first\r\n\n\tsecond" })).toBe(true);
});
