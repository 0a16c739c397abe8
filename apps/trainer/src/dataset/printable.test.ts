import { expect, test } from "vitest";
import { counted, quoted } from "./printable.ts";

test("a name in quotes stays on one line and steers nothing", () => {
  expect(quoted("Größe 1\nbild\u001b[2J\u2028")).toBe('"Größe 1\\u{a}bild\\u{1b}[2J\\u{2028}"');
});

test("one is one, all other counts are many", () => {
  expect([0, 1, 2].map((count) => counted(count, "image"))).toEqual([
    "0 images",
    "1 image",
    "2 images",
  ]);
});
