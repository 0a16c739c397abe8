import { expect, test } from "vitest";
import { padEnd, shorten, shortenStart, textTable, wrap } from "./text-table.ts";

test("columns align whatever the width of the characters", () => {
  // 猫 and 🐈 take two columns each, a combining accent and a colour code none, a family of emoji two.
  const rows = [
    ["class", "images"],
    ["猫", "7"],
    ["🐈‍⬛ cat", "12"],
    ["cafe\u0301", "3"],
    ["👨‍👩‍👧", "40"],
    ["\u001b[31mred\u001b[39m", "5"],
  ];
  expect(textTable(rows, { alignRight: [1] }).split("\n")).toEqual([
    "class   images",
    "猫           7",
    "🐈‍⬛ cat      12",
    "cafe\u0301         3",
    "👨‍👩‍👧          40",
    "\u001b[31mred\u001b[39m          5",
  ]);
});

test("names are cut at their width, never inside a character", () => {
  expect(shorten("abcdef", 6)).toBe("abcdef");
  expect(shorten("abcdef", 5)).toBe("abcd…");
  expect(shorten("猫猫猫", 6)).toBe("猫猫猫");
  expect(shorten("猫猫猫", 5)).toBe("猫猫…");
  expect(shorten("猫猫猫", 4)).toBe("猫…");
  expect(shorten("👨‍👩‍👧👨‍👩‍👧", 3)).toBe("👨‍👩‍👧…");
  expect(shortenStart("abcdef", 5)).toBe("…cdef");
  expect(shortenStart("猫猫猫", 5)).toBe("…猫猫");
});

test("text is filled and broken by its width", () => {
  expect(padEnd("猫", 4)).toBe("猫  ");
  expect(padEnd("too long", 4)).toBe("too long");
  expect(wrap("猫猫 猫猫 ab", 9)).toBe("猫猫 猫猫\nab");
});
